import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { FieldError } from '../problems/problem.js';
import { ProblemError } from '../problems/problem-error.js';
import { fieldName } from './validation.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the handler reads of a request; set for every route that declares who may call it. */
    reads?: { readonly query: boolean; readonly body: boolean };
  }
}

/** What the parameters of a handler read. Parameter decorators have run when a method's decorators do. */
export function whatIsRead(
  controller: object,
  handlerName: string | symbol,
): { query: boolean; body: boolean } {
  const metadata: unknown = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller.constructor, handlerName);
  const kinds = Object.keys(metadata ?? {}).map((key) => Number(key.split(':')[0]));
  return {
    query: kinds.includes(RouteParamtypes.QUERY),
    body: kinds.includes(RouteParamtypes.BODY),
  };
}

/**
 * Refuses what a route would silently ignore: a field that the caller believes in and nobody reads is a mistake, and
 * the caller should hear of it. Where the route reads, the DTO knows its fields.
 */
export function refuseUnreadInput(fastify: FastifyInstance): void {
  fastify.addHook('preHandler', (request, _reply, done) => {
    const { reads } = request.routeOptions.config;
    if (reads === undefined) return done();
    const query = names(request.query);
    // The validation pipe drops this name without a word.
    const unreadQuery = reads.query ? query.filter((name) => name === '__proto__') : query;
    const unread = [...unreadQuery, ...(reads.body ? [] : bodyNames(request))];
    done(unread.length === 0 ? undefined : unknownFields(unread));
  });
}

function bodyNames({ body }: FastifyRequest): string[] {
  return body === undefined || (typeof body === 'object' && body !== null && !Array.isArray(body))
    ? names(body)
    : ['body'];
}

const names = (object: unknown): string[] => (object === undefined ? [] : Object.keys(object as object));

function unknownFields(fields: readonly string[]): ProblemError {
  const errors: FieldError[] = fields.map((name) => ({
    field: fieldName(name),
    detail: 'is not known here',
  }));
  return new ProblemError('unknown_field', 'this address takes none of these fields', { errors });
}

import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../problems/problem-error.js';
import { HTTP_LIMITS } from './limits.js';
import { extendRouteConfig } from './route-config.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    takesRawBody?: boolean;
    takesXmlStream?: boolean;
  }
}

/** `@Body()` of this route is the `Buffer` that was sent: for signatures over the bytes. */
export const TakesRawBody = (): MethodDecorator => extendRouteConfig({ takesRawBody: true });

/** `@Body()` of this route is the stream of what is sent, as XML: for files that need not fit into memory. */
export const TakesXmlStream = (): MethodDecorator => extendRouteConfig({ takesXmlStream: true });

const XML = ['application/xml', 'text/xml'];

/** Nowhere else is XML read. */
function readXmlStreams(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(XML, (request, payload, done) => {
    const isTaken = request.routeOptions.config.takesXmlStream === true;
    done(isTaken ? null : new ProblemError('unsupported_media_type', 'only JSON is read here'), payload);
  });
}

/**
 * JSON in UTF-8 is the only kind of body, but for the files of banks. An empty one is no body, whatever its Content-Type: many clients always
 * send `application/json`. Keys that would reach an object's prototype are refused.
 */
export function readJsonBodies(fastify: FastifyInstance): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeAllContentTypeParsers();
  readXmlStreams(fastify);
  const options = { parseAs: 'buffer', bodyLimit: HTTP_LIMITS.webhookBytes } as const;
  fastify.addContentTypeParser<Buffer>('application/json', options, (request, body, done) => {
    if (request.routeOptions.config.takesRawBody === true) return done(null, body);
    if (body.length > HTTP_LIMITS.bodyBytes) return done(tooLarge());
    if (body.length === 0) return done(null, undefined);
    if (!isUtf8(body)) return done(malformed('the body is not UTF-8'));
    void parse(request, body.toString('utf8'), (error, value: unknown) => {
      if (error !== null) return done(malformed('the body is not a JSON document that can be taken'));
      if (isDeeper(value, HTTP_LIMITS.bodyDepth)) return done(malformed('the body is nested too deep'));
      if (body.includes('\\u') && !isWellFormed(value))
        return done(malformed('a text has half of a character (a lone surrogate)'));
      done(null, value);
    });
  });
}

const tooLarge = (): ProblemError => new ProblemError('body_too_large', 'a body has at most 64 KiB');

const malformed = (detail: string): ProblemError => new ProblemError('body_invalid', detail);

/** What is no Unicode would not come back as it went in. JSON in UTF-8 has it only as an escape. */
function isWellFormed(value: unknown): boolean {
  if (typeof value === 'string') return !LONE_SURROGATE.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every((part) => part.every(isWellFormed));
}

/** As `isWellFormed` of strings has it, which TypeScript does not know of yet. */
const LONE_SURROGATE = /\p{Surrogate}/u;

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}

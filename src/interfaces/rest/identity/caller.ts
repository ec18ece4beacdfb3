import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../../application/events/metadata.js';
import type { Identity } from '../../../application/ports/identity.js';
import type { Caller } from './authenticate.js';

/** Who calls, in the role that this request acts in. On routes with `@Allow` only. */
export const CurrentActor = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Actor => callerOf(requestOf(context)).actor,
);

/** The same person in all of their roles: who is of finance here may be a creator as well. */
export const CurrentIdentity = createParamDecorator(
  (_data: unknown, context: ExecutionContext): Identity => callerOf(requestOf(context)).identity,
);

export const requestOf = (context: ExecutionContext): FastifyRequest =>
  context.switchToHttp().getRequest<FastifyRequest>();

export function callerOf({ caller, routeOptions }: FastifyRequest): Caller {
  if (caller === null) throw new Error(`${String(routeOptions.url)} is public: nobody is known there`);
  return caller;
}

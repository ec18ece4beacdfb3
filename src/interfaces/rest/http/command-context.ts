import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../../application/events/metadata.js';
import type { CommandContext } from '../../../application/command-context.js';
import { callerOf, requestOf } from '../identity/caller.js';
import { commandIdFor, idempotencyKeyOf } from '../idempotency/idempotency-key.js';
import { ProblemError } from '../problems/problem-error.js';
import { documentedParam } from './documented-param.js';

export const CORRELATION_HEADER = 'shoutouts-correlation-id';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** W3C Trace Context; the trace id is what it and a UUID have in common. */
const TRACEPARENT =
  /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})-/;
/** One strong tag, as our answers carry it. */
const REVISION_TAG = /^"(\d{1,19})"$/;

/**
 * The context of the command that this request makes. With an `Idempotency-Key` the command's id follows from it, so
 * that a repetition is the same command even when its first answer is lost; without one it is the request's own id.
 */
export const Context = (): ParameterDecorator =>
  documentedParam(
    (_data, context) => commandContextOf(requestOf(context)),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The `ETag` you have seen: refused with 412 when it has changed since.',
      schema: { type: 'string', example: '"3"' },
    }),
  );

export function commandContextOf(request: FastifyRequest): CommandContext {
  const { actor } = callerOf(request);
  const key = idempotencyKeyOf(request);
  const expectedRevision = expectedRevisionOf(request);
  return {
    commandId: key === undefined ? request.id : commandIdFor(request, actor.id, key),
    correlationId: correlationIdOf(request),
    causationId: request.id,
    actor,
    source: 'rest',
    ...(expectedRevision === undefined ? {} : { expectedRevision }),
  };
}

/** Of what is recorded because something was read: it is no command of the caller's, so no header makes it one. */
export const readingContext = (request: FastifyRequest, actor: Actor): CommandContext => ({
  commandId: request.id,
  correlationId: correlationIdOf(request),
  causationId: request.id,
  actor,
  source: 'rest',
});

/** Only UUIDs are taken over: it ends in the audit trail for good, where nothing personal may stand. */
export function correlationIdOf({ id, headers }: FastifyRequest): string {
  const given = headers[CORRELATION_HEADER];
  if (typeof given === 'string' && UUID.test(given)) return given;
  const trace = TRACEPARENT.exec(String(headers['traceparent']));
  return trace === null ? id : trace.slice(1).join('-');
}

function expectedRevisionOf({ headers }: FastifyRequest): bigint | undefined {
  const tag = headers['if-match'];
  if (tag === undefined) return undefined;
  const [, revision] = REVISION_TAG.exec(tag) ?? [];
  if (revision !== undefined) return BigInt(revision);
  throw new ProblemError(
    'precondition_invalid',
    'If-Match takes one strong tag, a revision in double quotes',
  );
}

import type { FastifyInstance } from 'fastify';
import type { Rejection } from '../../../domain/rejection.js';
import type { CommandReceipt } from '../../../application/runtime/outcome.js';
import { orThrow } from '../problems/problem-error.js';

export const POSITION_HEADER = 'shoutouts-position';

interface AnswerHeaders {
  /** Becomes the `ETag`, which the caller sends back as `If-Match`. */
  readonly revision?: bigint;
  /** Becomes `Shoutouts-Position`, which the caller sends with a query that must have seen it. */
  readonly position?: bigint;
  /** The address of what was made. */
  readonly location?: string;
}

/** A body with the headers that go with it; a handler returns it like any other body. */
export class Answer<Body extends object> {
  constructor(
    readonly body: Body,
    readonly headers: AnswerHeaders,
  ) {}
}

export interface CommandAnswerBody {
  /** A decimal string, as bigints always are in bodies. */
  readonly revision: string;
  readonly position: string;
}

/**
 * The answer to a command: ids, the revision and the position; never personal data, since it is kept to be repeated
 * (`IdempotencyKeys`).
 *
 * @throws ProblemError when the outcome is a refusal
 */
export function commandAnswer<Ids extends Readonly<Record<string, string>>>(
  outcome: CommandReceipt | Rejection,
  ids: Ids,
  location?: string,
): Answer<Ids & CommandAnswerBody> {
  const { revision, position } = orThrow(outcome);
  const body = { ...ids, revision: String(revision), position: String(position) };
  return new Answer(body, { revision, position, ...(location === undefined ? {} : { location }) });
}

export function sendAnswers(fastify: FastifyInstance): void {
  fastify.addHook('preSerialization', (_request, reply, payload: unknown, done) => {
    if (!(payload instanceof Answer)) return done(null, payload);
    const answer = payload as Answer<object>;
    const { revision, position, location } = answer.headers;
    // Below zero: there is no stream, and nothing was to be done.
    if (revision !== undefined && revision >= 0n) reply.header('etag', `"${String(revision)}"`);
    if (position !== undefined && position >= 0n) reply.header(POSITION_HEADER, String(position));
    if (location !== undefined) reply.header('location', location);
    done(null, answer.body);
  });
}

import { hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { commandIdFrom } from '../../../application/events/derived-ids.js';
import type { KeyedRequest } from '../../../application/ports/idempotency-keys.js';
import { HTTP_LIMITS } from '../http/limits.js';
import { ProblemError } from '../problems/problem-error.js';
import { canonicalJson } from '../../../application/events/canonical-json.js';

const IDEMPOTENCY_HEADER = 'idempotency-key';
const PRINTABLE = /^[\x20-\x7e]+$/;

/** @throws ProblemError `idempotency_key_invalid` */
export function idempotencyKeyOf({ method, headers }: FastifyRequest): string | undefined {
  const key = headers[IDEMPOTENCY_HEADER];
  if (key === undefined || method !== 'POST') return undefined;
  if (typeof key === 'string' && key.length <= HTTP_LIMITS.idempotencyKeyChars && PRINTABLE.test(key))
    return key;
  throw new ProblemError(
    'idempotency_key_invalid',
    `a key has 1 to ${String(HTTP_LIMITS.idempotencyKeyChars)} printable ASCII characters`,
  );
}

/** The request as far as its repetition must be the same. */
export function keyedRequest(request: FastifyRequest, scope: string, key: string): KeyedRequest {
  const body = request.body === undefined ? '' : canonicalJson(request.body);
  const fingerprint = hash('sha256', `${addressOf(request)}\n${body}`, 'base64url');
  return { scope, key, fingerprint };
}

/**
 * The id of the command that a request with a key makes. The address is part of it, so that one key sent to two
 * addresses is never taken for one command; the body is not, so that one key is never two orders.
 */
export const commandIdFor = (request: FastifyRequest, actorId: string, key: string): string =>
  commandIdFrom(`${actorId}\n${addressOf(request)}\n${key}`);

const addressOf = ({ method, url }: FastifyRequest): string => `${method} ${url}`;

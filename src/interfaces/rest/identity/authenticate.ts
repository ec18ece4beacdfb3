import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Actor } from '../../../application/events/metadata.js';
import {
  actorOf,
  TOKEN_ROLES,
  type TokenRole,
  type TokenVerifier,
  type VerifiedIdentity,
} from '../../../application/ports/identity.js';
import { ProblemError } from '../problems/problem-error.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who the token belongs to, and the role that this request acts in; `null` on public routes. */
    caller: Caller | null;
  }
}

export interface Caller {
  readonly identity: VerifiedIdentity;
  readonly actor: Actor;
}

const ROLE_HEADER = 'shoutouts-role';

/**
 * Finds out who calls, and whether they may, before the body is read. A hook rather than a guard: it runs earlier, and
 * what comes after it (idempotency, the log) needs the caller.
 */
export function authenticateRequests(fastify: FastifyInstance, verifier: TokenVerifier): void {
  fastify.decorateRequest('caller', null);
  fastify.addHook('onRequest', async (request) => {
    const { allow } = request.routeOptions.config;
    if (allow === undefined || allow === 'anyone') return;
    const identity = await verifier.verify(bearerToken(request.headers.authorization));
    request.caller = { identity, actor: actorOf(identity, roleFor(request, identity, allow)) };
  });
}

/** @throws ProblemError `token_missing`, `token_invalid` */
export function bearerToken(authorization: string | undefined): string {
  if (authorization === undefined) throw new ProblemError('token_missing', 'this address needs a token');
  const [, token] = /^bearer +([\w.~+/-]+=*)$/i.exec(authorization) ?? [];
  if (token === undefined)
    throw new ProblemError('token_invalid', 'Authorization must be `Bearer`, a space and the token');
  return token;
}

function roleFor(
  request: FastifyRequest,
  identity: VerifiedIdentity,
  allowed: readonly TokenRole[],
): TokenRole {
  const wanted = request.headers[ROLE_HEADER];
  const possible = allowed.filter((role) => identity.roles.has(role));
  const role = wanted === undefined ? possible[0] : possible.find((one) => one === wanted);
  if (role !== undefined) return role;
  const known = TOKEN_ROLES.find((one) => one === wanted);
  const asWhat = known === undefined ? '' : `, and not as ${known}`;
  throw new ProblemError('not_allowed', `allowed is only who acts as ${allowed.join(' or ')}${asWhat}`);
}

import type { CreatorId, FanId } from '../../domain/ids.js';
import type { Actor, Role } from '../events/metadata.js';

/** The roles that a token can carry. */
export const TOKEN_ROLES = [
  'fan',
  'creator',
  'finance',
  'support',
  'admin',
] as const satisfies readonly Role[];
export type TokenRole = (typeof TOKEN_ROLES)[number];

/**
 * A person, as a verified token names them. The ids follow from the token's issuer and subject alone: the same person
 * always has the same ids, without a lookup, and the ids tell nothing about the person.
 */
export interface Identity {
  readonly fanId: FanId;
  readonly creatorId: CreatorId;
  readonly staffId: `stf_${string}`;
  readonly roles: ReadonlySet<TokenRole>;
}

/** Who a token belongs to, and for how long. */
export type VerifiedIdentity = Identity & {
  /** Real time, the leeway between two clocks included. */
  readonly expiresAtMs: number;
};

/** The person in one of their roles: what a request acts as, and what the audit trail names. */
export function actorOf(identity: Identity, role: TokenRole): Actor {
  switch (role) {
    case 'fan':
      return { role, id: identity.fanId };
    case 'creator':
      return { role, id: identity.creatorId };
    case 'finance':
    case 'support':
    case 'admin':
      return { role, id: identity.staffId };
  }
}

/** Tells who a bearer token belongs to. Token times are real time, never the test clock's. */
export abstract class TokenVerifier {
  /** @throws TokenInvalidError, TokenExpiredError, IdentityUnavailableError */
  abstract verify(token: string): Promise<VerifiedIdentity>;
}

export interface TokenRequest {
  readonly subject: string;
  readonly roles: readonly TokenRole[];
  readonly ttlSeconds: number;
}

export interface IssuedToken {
  readonly token: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  readonly identity: Identity;
}

/** Issues tokens to whoever asks: for development, where no real issuer is set. */
export abstract class DevelopmentIssuer {
  abstract issue(request: TokenRequest): Promise<IssuedToken>;
  /** The public keys that its tokens verify with, as a JSON Web Key Set. */
  abstract publicKeys(): { readonly keys: readonly object[] };
}

/** Not a token of our issuer for us: malformed, forged, for another audience, or from another issuer. */
export class TokenInvalidError extends Error {
  override readonly name = 'TokenInvalidError';
}

export class TokenExpiredError extends Error {
  override readonly name = 'TokenExpiredError';
}

/** The issuer's keys cannot be had now; whether the token is good is not known. */
export class IdentityUnavailableError extends Error {
  override readonly name = 'IdentityUnavailableError';
}

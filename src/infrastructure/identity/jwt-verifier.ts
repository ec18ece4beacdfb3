import { hash } from 'node:crypto';
import { errors, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import {
  IdentityUnavailableError,
  TokenExpiredError,
  TokenInvalidError,
  type TokenVerifier,
  type VerifiedIdentity,
} from '../../application/ports/identity.js';
import { identityOf } from './identity-of-token.js';

/** Asymmetric ones only: with `none` or HS256 whoever knows the public key could sign. */
const ALGORITHMS = ['RS256', 'ES256'];
/** Between our clock and the issuer's. */
const CLOCK_LEEWAY_SECONDS = 5;
const REMEMBERED_TOKENS = 20_000;
/** A key that the issuer withdraws stops working within this time. */
const REMEMBERED_MS = 5 * 60_000;

export interface JwtVerifierOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
}

const LONE_SURROGATE = /\p{Surrogate}/u;

interface Remembered {
  readonly identity: VerifiedIdentity;
  /** Never later than the token's own end. */
  readonly untilMs: number;
}

/**
 * Verifies JWTs. A signature costs more than all the rest of a request, so a token that was found good is remembered,
 * by its digest, until it expires.
 */
export class JwtVerifier implements TokenVerifier {
  readonly #remembered = new LRUCache<string, Remembered>({ max: REMEMBERED_TOKENS });

  constructor(private readonly options: JwtVerifierOptions) {}

  async verify(token: string): Promise<VerifiedIdentity> {
    const digest = hash('sha256', token, 'base64');
    const remembered = this.#remembered.get(digest);
    const nowMs = Date.now();
    if (remembered !== undefined && nowMs < remembered.untilMs) return remembered.identity;
    const { subject, expiresAtMs, roles } = await this.check(token);
    const identity = { ...identityOf(this.options.issuer, subject, roles), expiresAtMs };
    const untilMs = Math.min(nowMs + REMEMBERED_MS, expiresAtMs);
    this.#remembered.set(digest, { identity, untilMs });
    return identity;
  }

  private async check(token: string) {
    const { sub, exp, roles } = await this.claims(token);
    // The type of `sub` is what the issuer made it: as text, all objects would be one person.
    // Halves of characters are all the same one once they are bytes, so that two subjects would be one person.
    if (typeof sub !== 'string' || sub === '' || LONE_SURROGATE.test(sub) || exp === undefined)
      throw new TokenInvalidError('the token needs a subject and an expiry');
    return { subject: sub, expiresAtMs: (exp + CLOCK_LEEWAY_SECONDS) * 1000, roles };
  }

  private async claims(token: string): Promise<JWTPayload> {
    const { issuer, audience, keys } = this.options;
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_LEEWAY_SECONDS,
        requiredClaims: ['sub', 'exp'],
      });
      return payload;
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

/** The token's fault, or the issuer being out of reach: the caller must not throw a good token away. */
function refusalOf(cause: unknown): Error {
  if (cause instanceof IdentityUnavailableError) return cause;
  if (cause instanceof errors.JWTExpired) return new TokenExpiredError('the token has expired', { cause });
  const isOfToken = cause instanceof errors.JOSEError && !UNREACHABLE.has(cause.code);
  return isOfToken
    ? new TokenInvalidError('the token is not valid here', { cause })
    : new IdentityUnavailableError("the issuer's keys cannot be had", { cause });
}

/** A time-out, an answer that is not 200 or not a key set. */
const UNREACHABLE: ReadonlySet<string> = new Set([
  'ERR_JWKS_TIMEOUT',
  'ERR_JOSE_GENERIC',
  'ERR_JWKS_INVALID',
]);

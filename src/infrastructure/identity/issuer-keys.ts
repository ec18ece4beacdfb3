import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import { IdentityUnavailableError } from '../../application/ports/identity.js';

const DISCOVERY_TIMEOUT_MS = 5_000;
/** An issuer that is down is not asked again by every request. */
const DISCOVERY_RETRY_MS = 1_000;

/**
 * The keys of an OpenID Connect issuer, found by discovery at the first token. An issuer out of reach fails that
 * token (`IdentityUnavailableError`) and is asked again for a later one, so the program starts without it.
 */
export function issuerKeys(issuer: string): JWTVerifyGetKey {
  let keys: Promise<JWTVerifyGetKey> | undefined;
  return async (header, token) => {
    keys ??= discover(issuer).catch((error: unknown) => {
      setTimeout(() => (keys = undefined), DISCOVERY_RETRY_MS).unref();
      throw error;
    });
    return (await keys)(header, token);
  };
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const configuration = await fetchConfiguration(
    `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
  );
  // OpenID Connect Discovery 1.0, 4.3: who answers for another issuer is not ours.
  if (configuration.issuer !== issuer)
    throw new IdentityUnavailableError(
      `AUTH_ISSUER is ${issuer}, and the discovery document there is of ${JSON.stringify(configuration.issuer)}: they must be the same`,
    );
  if (typeof configuration.jwks_uri !== 'string' || !URL.canParse(configuration.jwks_uri))
    throw new IdentityUnavailableError('the discovery document has no jwks_uri');
  return createRemoteJWKSet(new URL(configuration.jwks_uri));
}

async function fetchConfiguration(url: string): Promise<{ issuer?: unknown; jwks_uri?: unknown }> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS),
      redirect: 'error',
    });
    if (!response.ok) throw new Error(`status ${String(response.status)}`);
    return (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
  } catch (cause) {
    throw new IdentityUnavailableError(`${url} cannot be read`, { cause });
  }
}

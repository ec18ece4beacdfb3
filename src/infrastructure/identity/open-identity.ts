import type { DevelopmentIssuer, TokenVerifier } from '../../application/ports/identity.js';
import { issuerKeys } from './issuer-keys.js';
import { JwtVerifier } from './jwt-verifier.js';
import { LOCAL_ISSUER, LocalIssuer } from './local-issuer.js';

export interface OpenIdentity {
  readonly verifier: TokenVerifier;
  /** There only while no real issuer is set: whose tokens must not be joined by home-made ones. */
  readonly developmentIssuer: DevelopmentIssuer | undefined;
}

export async function openIdentity(settings: {
  readonly authIssuer: string | undefined;
  readonly authAudience: string;
  readonly dataDir: string;
}): Promise<OpenIdentity> {
  const { authIssuer: issuer, authAudience: audience, dataDir } = settings;
  if (issuer !== undefined) {
    return {
      verifier: new JwtVerifier({ issuer, audience, keys: issuerKeys(issuer) }),
      developmentIssuer: undefined,
    };
  }
  const local = await LocalIssuer.open(dataDir, audience);
  return {
    verifier: new JwtVerifier({ issuer: LOCAL_ISSUER, audience, keys: local.keys() }),
    developmentIssuer: local,
  };
}

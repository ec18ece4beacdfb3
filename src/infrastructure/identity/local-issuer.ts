import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWTVerifyGetKey,
  SignJWT,
} from 'jose';
import type { DevelopmentIssuer, IssuedToken, TokenRequest } from '../../application/ports/identity.js';
import { damaged, readDataFile } from '../embedded/data-file.js';
import { writeSecretIfAbsent } from '../embedded/local-secret.js';
import { identityOf } from './identity-of-token.js';

/** Not an address: nothing is asked there, and people's ids do not depend on where the program runs. */
export const LOCAL_ISSUER = 'urn:shoutouts:development';
const ALGORITHM = 'ES256';
const REMEDY = 'delete it and start again; development tokens that are in use end with it';

/** Issues development tokens, signed with a key that is kept in `<dataDir>/dev-issuer.json`. */
export class LocalIssuer implements DevelopmentIssuer {
  private constructor(
    private readonly key: Awaited<ReturnType<typeof importJWK>>,
    private readonly publicKey: JWK & { kid: string },
    private readonly audience: string,
  ) {}

  /** @throws DataFileError */
  static async open(dataDir: string, audience: string): Promise<LocalIssuer> {
    const path = join(dataDir, 'dev-issuer.json');
    if (!existsSync(path)) {
      const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
      writeSecretIfAbsent(path, JSON.stringify(await exportJWK(privateKey)));
    }
    const { kty, crv, x, y, d } = readDataFile(
      path,
      REMEDY,
      (content) => JSON.parse(content.toString()) as JWK,
    );
    const key = await importJWK({ kty, crv, x, y, d } as JWK, ALGORITHM).catch((cause: unknown) => {
      throw damaged(path, { remedy: REMEDY }, cause);
    });
    const shared = { kty, crv, x, y } as JWK;
    const publicKey = { ...shared, kid: await calculateJwkThumbprint(shared), alg: ALGORITHM, use: 'sig' };
    return new LocalIssuer(key, publicKey, audience);
  }

  async issue({ subject, roles, ttlSeconds }: TokenRequest): Promise<IssuedToken> {
    const issuedAt = Math.floor(Date.now() / 1000);
    const expiresAt = issuedAt + ttlSeconds;
    const token = await new SignJWT({ roles: [...roles] })
      .setProtectedHeader({ alg: ALGORITHM, kid: this.publicKey.kid })
      .setIssuer(LOCAL_ISSUER)
      .setAudience(this.audience)
      .setSubject(subject)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.key);
    const identity = identityOf(LOCAL_ISSUER, subject, [...roles]);
    return { token, expiresAt: new Date(expiresAt * 1000).toISOString(), identity };
  }

  publicKeys(): { readonly keys: readonly JWK[] } {
    return { keys: [this.publicKey] };
  }

  /** For the verifier of the same program. */
  keys(): JWTVerifyGetKey {
    return createLocalJWKSet({ keys: [this.publicKey] });
  }
}

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export interface Claims {
  readonly sub?: string;
  readonly roles?: unknown;
  readonly iss?: string;
  readonly aud?: string;
  /** Seconds from now. */
  readonly expiresIn?: number | undefined;
}

interface Key {
  readonly algorithm: string;
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
}

/** An OpenID Connect issuer as far as a resource server sees it: discovery, keys, signed tokens. */
export class OidcIssuer {
  #server: Server | undefined;
  #port = 0;
  #keys: Key[] = [];
  requests = 0;

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  static async start(): Promise<OidcIssuer> {
    const issuer = new OidcIssuer();
    await issuer.rotate('ES256');
    await issuer.up();
    return issuer;
  }

  async up(): Promise<void> {
    this.#server = createServer((request, response) => {
      this.requests += 1;
      const isDiscovery = request.url?.endsWith('/.well-known/openid-configuration');
      const body =
        isDiscovery === true
          ? { issuer: this.url, jwks_uri: `${this.url}/keys` }
          : { keys: this.#keys.map(({ jwk }) => jwk) };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    }).listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async down(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
    if (this.#server !== undefined) await once(this.#server, 'close');
    this.#server = undefined;
  }

  async rotate(algorithm: 'ES256' | 'RS256'): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair(algorithm, { extractable: true });
    const kid = `key-${String(this.#keys.length)}`;
    this.#keys = [
      { algorithm, kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: algorithm } },
    ];
  }

  publicKey(): JWK {
    return this.#newest().jwk;
  }

  async token(claims: Claims = {}): Promise<string> {
    const { algorithm, kid, privateKey } = this.#newest();
    const { sub = 'ada', roles = ['fan'], iss = this.url, aud = 'shoutouts' } = claims;
    const expiresIn = 'expiresIn' in claims ? claims.expiresIn : 60;
    const token = new SignJWT({ roles })
      .setProtectedHeader({ alg: algorithm, kid })
      .setIssuer(iss)
      .setAudience(aud);
    if (sub !== '') token.setSubject(sub);
    if (expiresIn !== undefined) token.setExpirationTime(Math.floor(Date.now() / 1000) + expiresIn);
    return token.sign(privateKey);
  }

  #newest(): Key {
    const key = this.#keys.at(-1);
    if (key === undefined) throw new Error('no key');
    return key;
  }
}

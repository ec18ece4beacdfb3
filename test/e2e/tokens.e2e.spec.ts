import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPair, importJWK, type JWK, SignJWT, UnsecuredJWT } from 'jose';
import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Caller } from '../support/api-client.js';
import { OidcIssuer } from '../interfaces/oidc-issuer.js';
import { newDataDir, runServer, type TestServer } from '../support/server.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

const ISSUER = 'urn:shoutouts:development';
const AUDIENCE = 'shoutouts';
/** The verifier allows for that much between two clocks. */
const LEEWAY_SECONDS = 5;

interface Claims {
  readonly iss?: string;
  readonly aud?: string;
  readonly sub?: string;
  readonly exp?: number;
  readonly withoutExpiry?: boolean;
}

describe('a token', () => {
  let running: TestServer;
  let publicKey: JWK;
  let privateKey: Awaited<ReturnType<typeof importJWK>>;

  beforeAll(async () => {
    running = await runServer();
    const { keys } = await running.api.anyone().get<{ keys: JWK[] }>('/.well-known/jwks.json');
    publicKey = keys[0] ?? {};
    const secret = await readFile(join(running.dataDir, 'dev-issuer.json'), 'utf8');
    privateKey = await importJWK(JSON.parse(secret) as JWK, 'ES256');
  });
  afterAll(() => running.end());

  const inOneHour = (): number => Math.floor(Date.now() / 1000) + 3600;
  const outcomeWith = async (token: string): Promise<unknown> => {
    const { status, outcome } = await running.api.withToken(token).tryGet('/v1/orders');
    return status === 401 ? outcome : status;
  };
  const claims = ({ withoutExpiry, ...changes }: Claims = {}) => ({
    ...{ iss: ISSUER, aud: AUDIENCE, sub: 'ada', roles: ['fan'] },
    ...(withoutExpiry === true ? {} : { exp: inOneHour() }),
    ...changes,
  });
  /** As the issuer itself would sign it. */
  const signed = (changes: Claims = {}): Promise<string> =>
    new SignJWT(claims(changes))
      .setProtectedHeader({ alg: 'ES256', kid: String(publicKey.kid) })
      .sign(privateKey);

  it('opens what its roles may do', async () => {
    expect(await outcomeWith(await signed())).toBe(200);
  });

  it('is needed', async () => {
    const { outcome, headers } = await running.api.anyone().tryGet('/v1/orders');
    expect([outcome, headers.get('www-authenticate')]).toEqual(['token_missing', 'Bearer realm="shoutouts"']);
  });

  it.each([
    ['that has expired', { exp: 1_700_000_000 }, 'token_expired'],
    ['that never expires', { withoutExpiry: true }, 'token_invalid'],
    ['of another issuer', { iss: 'https://example.com' }, 'token_invalid'],
    ['for another audience', { aud: 'another product' }, 'token_invalid'],
    ['of nobody', { sub: '' }, 'token_invalid'],
  ])('%s is refused', async (_what, changes, code) => {
    expect(await outcomeWith(await signed(changes))).toBe(code);
  });

  it('that expires while it is in use is refused from then on', async () => {
    const exp = Math.floor(Date.now() / 1000) - LEEWAY_SECONDS + 2;
    const token = await signed({ exp });
    expect(await outcomeWith(token)).toBe(200);
    await until(
      () => outcomeWith(token),
      (outcome) => outcome === 'token_expired',
    );
  });

  it('without a signature is refused', async () => {
    const { iss, aud, sub } = claims();
    const token = new UnsecuredJWT({ roles: ['admin'] }).setIssuer(iss).setAudience(aud).setSubject(sub);
    expect(await outcomeWith(token.setExpirationTime('1h').encode())).toBe('token_invalid');
  });

  it.each([
    ['its JSON', (key: JWK) => JSON.stringify(key)],
    ['its x coordinate', (key: JWK) => String(key.x)],
  ])('signed by HMAC with the public key, %s, is refused', async (_what, secretOf) => {
    const token = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'HS256', kid: String(publicKey.kid) })
      .sign(Buffer.from(secretOf(publicKey)));
    expect(await outcomeWith(token)).toBe('token_invalid');
  });

  it.each([
    ['under our key id', false],
    ['that brings its own key', true],
  ])('signed with another key %s is refused', async (_what, withJwk) => {
    const other = await generateKeyPair('ES256');
    const header = { alg: 'ES256', kid: String(publicKey.kid), ...(withJwk ? { jwk: publicKey } : {}) };
    expect(
      await outcomeWith(await new SignJWT(claims()).setProtectedHeader(header).sign(other.privateKey)),
    ).toBe('token_invalid');
  });

  it('whose roles were changed after it was signed is refused', async () => {
    const [head, , signature] = (await signed()).split('.');
    const forged = Buffer.from(JSON.stringify({ ...claims(), roles: ['admin'] })).toString('base64url');
    expect(await outcomeWith(`${String(head)}.${forged}.${String(signature)}`)).toBe('token_invalid');
  });

  it.each(['', 'x', 'x.y', 'a b', 'é', '..'])('that is %j is refused', async (token) => {
    expect(await outcomeWith(token)).toMatch(/^token_(invalid|missing)$/);
  });

  it('gives no role that it does not name, however it names it', async () => {
    const roles = ['Admin', 'admin ', 'system', { admin: true }, 7];
    const token = await new SignJWT({ ...claims(), roles })
      .setProtectedHeader({ alg: 'ES256', kid: String(publicKey.kid) })
      .sign(privateKey);
    expect((await running.api.withToken(token).tryGet('/v1/audit')).outcome).toBe('not_allowed');
  });

  it('with several roles acts in the one that the request names', async () => {
    const both: Caller = await running.api.as('both', 'fan', 'support');
    await both.post('/v1/fans', { name: 'Both', market: 'TR' });
    expect((await both.tryGet('/v1/orders', { 'shoutouts-role': 'support' })).outcome).toBe(200);
    expect((await both.tryGet('/v1/orders', { 'shoutouts-role': 'finance' })).outcome).toBe('not_allowed');
  });
});

it('of an issuer that is not as it was set is refused, and the log says what to set', async () => {
  const issuer = await OidcIssuer.start();
  const dataDir = newDataDir();
  const server = await ServerProcess.start(dataDir, { AUTH_ISSUER: `${issuer.url}/`, LOG_LEVEL: 'warn' });
  const caller = server.client().withToken(await issuer.token());
  expect((await caller.tryGet('/v1/orders')).outcome).toBe('store_unavailable');
  expect(await server.stop()).toBe(0);
  expect(server.output).toContain(`AUTH_ISSUER is ${issuer.url}/, and the discovery document there is of`);
  await issuer.down();
  rmSync(dataDir, { recursive: true });
});

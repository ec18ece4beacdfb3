import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JWK } from 'jose';
import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DescribedApi } from '../support/described-api.js';
import { runServer, type TestServer } from '../support/server.js';
import { faultIn } from './judge.js';
import { jsonText, junkText, junkValue } from './junk.js';
import { sendRaw } from './raw-request.js';
import { everyInput, SEEDED } from './seed.js';

const RUNS = 1_000;
const ISSUER = 'urn:shoutouts:development';
const AUDIENCE = 'shoutouts';
const PATH = '/v1/orders';
const IN_ONE_HOUR = Math.floor(Date.now() / 1000) + 3600;

type Signer = 'the issuer' | 'somebody else' | 'the public key' | 'nobody';

interface Forged {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signer: Signer;
}

describe(`a token (${SEEDED})`, () => {
  let running: TestServer;
  let api: DescribedApi;
  let publicKey: JWK;
  let privateKey: KeyObject;
  const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

  beforeAll(async () => {
    running = await runServer();
    api = await DescribedApi.of(running.server.url);
    const { keys } = await running.api
      .anyone()
      .get<{ readonly keys: readonly JWK[] }>('/.well-known/jwks.json');
    publicKey = keys[0] ?? {};
    const secret = JSON.parse(await readFile(join(running.dataDir, 'dev-issuer.json'), 'utf8')) as JWK;
    privateKey = createPrivateKey({ key: secret as Record<string, unknown>, format: 'jwk' });
  });
  afterAll(() => running.end());

  /** @returns whether it was taken for somebody's. @throws for any answer but those that the document has */
  async function isBelieved(token: string): Promise<boolean> {
    const request = { method: 'GET', path: PATH, headers: { authorization: `Bearer ${token}` } };
    const answer = await sendRaw(running.server.url, request);
    if (answer.status !== 431) expect(faultIn(api, request, answer)).toBeUndefined();
    expect([200, 401, 403, 431]).toContain(answer.status);
    return answer.status === 200 || answer.status === 403;
  }

  function signatureOf(signer: Signer, text: string): string {
    const key = { key: signer === 'the issuer' ? privateKey : otherKey, dsaEncoding: 'ieee-p1363' } as const;
    if (signer === 'nobody') return '';
    if (signer === 'the public key')
      return createHmac('sha256', JSON.stringify(publicKey)).update(text).digest('base64url');
    return sign('sha256', Buffer.from(text), key).toString('base64url');
  }

  const part = (value: unknown): string => Buffer.from(jsonText(value)).toString('base64url');

  function tokenOf({ header, claims, signer }: Forged): string {
    const text = `${part(header)}.${part(claims)}`;
    return `${text}.${signatureOf(signer, text)}`;
  }

  const good = (): Forged => ({
    header: { alg: 'ES256', kid: publicKey.kid },
    claims: { iss: ISSUER, aud: AUDIENCE, sub: 'ada', exp: IN_ONE_HOUR, roles: ['fan'] },
    signer: 'the issuer',
  });

  const faultsOf = (values: Readonly<Record<string, fc.Arbitrary<unknown>>>) =>
    fc.oneof(...Object.entries(values).map(([name, value]) => value.map((one) => ({ [name]: one }))));

  const headerFault = faultsOf({
    alg: fc.oneof(
      fc.constantFrom('none', 'None', 'HS256', 'RS256', 'ES384', 'EdDSA', '', 'es256'),
      junkValue,
    ),
    kid: fc.oneof(fc.constantFrom('', 'other', '../../dev/null', "' OR 1=1"), junkValue),
    typ: junkValue,
    crit: fc.oneof(fc.constantFrom<unknown>(['exp'], ['b64'], [], 'exp'), junkValue),
    b64: fc.constantFrom<unknown>(false, true, 0),
    jwk: fc.constantFrom<unknown>(otherKey.export({ format: 'jwk' }), {}),
    jku: fc.constantFrom('http://127.0.0.1:1/keys', 'file:///etc/passwd'),
    zip: fc.constant('DEF'),
  });

  const claimFault = faultsOf({
    iss: fc.oneof(fc.constantFrom<unknown>('', `${ISSUER}/`, [ISSUER], null), junkValue),
    aud: fc.oneof(fc.constantFrom<unknown>('', [], ['other'], AUDIENCE.toUpperCase(), null), junkValue),
    sub: fc.oneof(fc.constantFrom<unknown>('', null, 7, { admin: true }, ['ada']), junkValue),
    exp: fc.oneof(
      fc.constantFrom<unknown>(0, -1, 1_700_000_000, String(IN_ONE_HOUR), null, 1e300),
      junkValue,
    ),
    nbf: fc.oneof(fc.constantFrom<unknown>(IN_ONE_HOUR, 'now', null), junkValue),
    iat: fc.oneof(fc.constantFrom<unknown>(IN_ONE_HOUR, 'now', null), junkValue),
    roles: junkValue,
  });

  /** One fault mostly: of two, the other one would be what it is refused for. */
  const few = (fault: fc.Arbitrary<object>) =>
    fc.array(fault, { maxLength: 2 }).map((faults) => Object.assign({}, ...faults) as Forged['claims']);

  const signers = fc.constantFrom<Signer>(
    'the issuer',
    'the issuer',
    'somebody else',
    'the public key',
    'nobody',
  );

  /** What no token may be without, whoever signed it. */
  const deserves = ({ header, claims: written, signer }: Forged): boolean => {
    const claims = JSON.parse(jsonText(written)) as Forged['claims'];
    return (
      signer === 'the issuer' &&
      header['alg'] === 'ES256' &&
      claims['iss'] === ISSUER &&
      [claims['aud']].flat().includes(AUDIENCE) &&
      typeof claims['sub'] === 'string' &&
      claims['sub'] !== '' &&
      typeof claims['exp'] === 'number' &&
      claims['exp'] > IN_ONE_HOUR - 3600
    );
  };

  it('is believed as it is issued', async () => {
    expect(await isBelieved(tokenOf(good()))).toBe(true);
  });

  it('is believed only where the issuer signed it, for us, for somebody, and it has not ended', async () => {
    const forged = fc.record({ header: few(headerFault), claims: few(claimFault), signer: signers });
    await everyInput(forged, RUNS, async ({ header, claims, signer }) => {
      const { header: usual, claims: own } = good();
      const token = { header: { ...usual, ...header }, claims: { ...own, ...claims }, signer };
      if (await isBelieved(tokenOf(token))) expect(deserves(token)).toBe(true);
    });
  });

  it('is refused with any byte of it changed', async () => {
    const token = tokenOf(good());
    const bytesOf = (text: string): string =>
      text
        .split('.')
        .map((one) => Buffer.from(one, 'base64url').toString('hex'))
        .join('.');
    const changes = fc.record({
      at: fc.nat({ max: token.length - 1 }),
      to: fc.constantFrom(...'AQgwz09_-.=+/ '),
    });
    await everyInput(changes, RUNS / 2, async ({ at, to }) => {
      const changed = `${token.slice(0, at)}${to}${token.slice(at + 1)}`;
      // The last character of a part has bits that stand for nothing.
      if (bytesOf(changed) !== bytesOf(token)) expect(await isBelieved(changed)).toBe(false);
    });
  });

  it('is refused that is none at all', async () => {
    const texts = fc.oneof(
      junkText.map((text) => text.replace(/[^\x20-\x7e]/g, '')),
      fc.constantFrom('.', '..', '...', 'e30.e30.', 'e30.e30.e30', `${'a'.repeat(8_000)}.b.c`, 'a.b.c.d.e'),
      fc.constantFrom('x'.repeat(20_000), `${part({ alg: 'ES256', kid: 'x'.repeat(9_000) })}.e30.e30`),
    );
    await everyInput(texts, RUNS / 5, async (text) => {
      expect(await isBelieved(text)).toBe(false);
    });
  });
});

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SignJWT, UnsecuredJWT } from 'jose';
import { pino } from 'pino';
import {
  IdentityUnavailableError,
  TokenExpiredError,
  TokenInvalidError,
} from '../../src/application/ports/identity.js';
import { UuidV7 } from '../../src/infrastructure/clock/uuid-v7.js';
import { openIdentity } from '../../src/infrastructure/identity/open-identity.js';
import { createHttpAdapter } from '../../src/interfaces/rest/http/http-adapter.js';
import { HttpFoundationModule } from '../../src/interfaces/rest/http/http-foundation.module.js';
import { UndeclaredRouteError } from '../../src/interfaces/rest/identity/every-route-is-declared.js';
import { EmbeddedIdempotencyKeys } from '../../src/infrastructure/embedded/idempotency/embedded-idempotency-keys.js';
import { readinessOf } from '../support/readiness.js';
import { realClock } from '../support/real-clock.js';
import { OidcIssuer } from './oidc-issuer.js';
import { startTestApp, type TestApp } from './test-app.js';

const ACCEPT = '/v1/orders/ord_00000000-0000-7000-8000-000000000001/accept';

describe('tokens of an OpenID Connect issuer', () => {
  let issuer: OidcIssuer;
  afterEach(() => issuer.down());

  const verifierOf = async (url: string) => {
    const settings = { authIssuer: url, authAudience: 'shoutouts', dataDir: tmpdir() };
    return (await openIdentity(settings)).verifier;
  };
  const open = async () => {
    issuer = await OidcIssuer.start();
    return verifierOf(issuer.url);
  };

  it('name a person, always with the same ids, and their roles', async () => {
    const verifier = await open();
    const ada = await verifier.verify(
      await issuer.token({ sub: 'ada', roles: ['fan', 'creator', 'wizard', 7] }),
    );
    expect(ada.fanId).toMatch(/^fan_[0-9a-f-]{36}$/);
    expect(ada.creatorId).toMatch(/^cre_[0-9a-f-]{36}$/);
    expect([...ada.roles]).toEqual(['fan', 'creator']);
    const again = await (await verifierOf(issuer.url)).verify(await issuer.token({ sub: 'ada' }));
    expect([again.fanId, again.creatorId, again.staffId]).toEqual([ada.fanId, ada.creatorId, ada.staffId]);
    const grace = await verifier.verify(await issuer.token({ sub: 'grace' }));
    expect(grace.fanId).not.toBe(ada.fanId);
  });

  it('may be signed with RS256', async () => {
    const verifier = await open();
    await issuer.rotate('RS256');
    expect((await verifier.verify(await issuer.token())).roles).toEqual(new Set(['fan']));
  });

  it('have no roles when they claim them in another form', async () => {
    const verifier = await open();
    for (const roles of ['fan', { fan: true }, null])
      expect((await verifier.verify(await issuer.token({ roles }))).roles.size).toBe(0);
  });

  it.each([
    ['of another issuer', { iss: 'https://elsewhere.example' }],
    ['for another audience', { aud: 'payroll' }],
    ['of nobody', { sub: '' }],
    ['of half of a character', { sub: 'ada\ud800' }],
    ['without an end', { expiresIn: undefined }],
  ])('%s are refused', async (_what, claims) => {
    const verifier = await open();
    await expect(verifier.verify(await issuer.token(claims))).rejects.toThrow(TokenInvalidError);
  });

  it('that are forged are refused: unsigned, signed with the public key as a secret, changed, or nonsense', async () => {
    const verifier = await open();
    const claims = { sub: 'ada', roles: ['admin'], iss: issuer.url, aud: 'shoutouts' };
    const unsigned = new UnsecuredJWT(claims).setExpirationTime('1m').encode();
    const secret = Buffer.from(JSON.stringify(issuer.publicKey()));
    const symmetric = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'key-0' })
      .setExpirationTime('1m')
      .sign(secret);
    const [header, , signature] = (await issuer.token()).split('.');
    const changed = [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
    const stranger = await OidcIssuer.start();
    const ofStranger = await stranger.token({ iss: issuer.url });
    await stranger.down();
    for (const token of [unsigned, symmetric, changed, ofStranger, 'a.b.c', 'x'])
      await expect(verifier.verify(token)).rejects.toThrow(TokenInvalidError);
  });

  it('expire, with five seconds between the clocks', async () => {
    const verifier = await open();
    expect((await verifier.verify(await issuer.token({ expiresIn: -3 }))).roles.size).toBe(1);
    await expect(verifier.verify(await issuer.token({ expiresIn: -6 }))).rejects.toThrow(TokenExpiredError);
  });

  it('expire even after they were found good', async () => {
    const verifier = await open();
    // Two seconds at least are left of the five between the clocks.
    const token = await issuer.token({ expiresIn: -2 });
    expect((await verifier.verify(token)).roles.size).toBe(1);
    let refusal: unknown;
    while (refusal === undefined) {
      await nextTurn();
      refusal = await verifier.verify(token).then(
        () => undefined,
        (error: unknown) => error,
      );
    }
    expect(refusal).toBeInstanceOf(TokenExpiredError);
  });

  it('are looked up once, and not with every request', async () => {
    const verifier = await open();
    const token = await issuer.token();
    for (let count = 0; count < 10; count += 1) await verifier.verify(token);
    expect(issuer.requests).toBe(2);
  });

  it('are refused for the moment while the issuer is down, and taken when it is back', async () => {
    const verifier = await open();
    const token = await issuer.token();
    await issuer.down();
    await expect(verifier.verify(token)).rejects.toThrow(IdentityUnavailableError);
    await issuer.up();
    let found: unknown;
    while (found === undefined) {
      await nextTurn();
      found = await verifier.verify(token).catch(() => undefined);
    }
    expect(found).toBeDefined();
  });

  it('are not taken from who answers for another issuer', async () => {
    const impostor = await open();
    await expect(impostor.verify(await issuer.token())).resolves.toBeDefined();
    const asOther = await verifierOf(`${issuer.url}/other`);
    const verified = asOther.verify(await issuer.token());
    await expect(verified).rejects.toThrow(IdentityUnavailableError);
    await expect(verified).rejects.toThrow(
      `AUTH_ISSUER is ${issuer.url}/other, and the discovery document there is of "${issuer.url}"`,
    );
  });
});

describe('routes', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const refusal = async (path: string, headers: Record<string, string>, method = 'GET') => {
    const response = await app.fetch(path, { method, headers });
    const { code } = (await response.json()) as { code?: string };
    return [response.status, code, response.headers.get('www-authenticate')];
  };

  it('ask for a token', async () => {
    expect(await refusal(ACCEPT, {}, 'POST')).toEqual([401, 'token_missing', 'Bearer realm="shoutouts"']);
    const challenge = 'Bearer realm="shoutouts", error="invalid_token"';
    for (const authorization of ['Basic YTpi', 'Bearer', 'Bearer a b', 'Bearer a.b.c'])
      expect(await refusal(ACCEPT, { authorization }, 'POST')).toEqual([401, 'token_invalid', challenge]);
  });

  it('are for the roles they name', async () => {
    const authorization = `Bearer ${await app.token('ada', 'fan')}`;
    const challenge = 'Bearer realm="shoutouts", error="insufficient_scope"';
    expect(await refusal(ACCEPT, { authorization }, 'POST')).toEqual([403, 'not_allowed', challenge]);
    expect(app.behaviour.contexts).toEqual([]);
  });

  it('look at who asks before they look at what is sent', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await app.fetch('/v1/orders', { method: 'POST', headers, body: '{"half":' });
    expect(response.status).toBe(401);
  });

  it('let who has several roles choose, and else take the first that they name', async () => {
    const token = await app.token('ada', 'support', 'creator', 'fan');
    const me = async (role?: string): Promise<unknown> => {
      const headers = role === undefined ? {} : { 'shoutouts-role': role };
      return (await app.fetch('/v1/orders/me', { token, headers })).json();
    };
    expect(await me()).toMatchObject({ role: 'fan', id: expect.stringMatching(/^fan_/) });
    expect(await me('creator')).toMatchObject({ role: 'creator', id: expect.stringMatching(/^cre_/) });
    expect(await me('support')).toMatchObject({ role: 'support', id: expect.stringMatching(/^stf_/) });
    expect(await me('admin')).toMatchObject({ code: 'not_allowed' });
    expect(await me('ada@example.com')).toMatchObject({ code: 'not_allowed' });
  });

  it('that do not say who may call them keep the program from starting', async () => {
    @Controller('v1/forgotten')
    class ForgottenController {
      @Get()
      read(): object {
        return {};
      }
    }
    const folder = await mkdtemp(join(tmpdir(), 'routes-'));
    const keys = await EmbeddedIdempotencyKeys.open(folder, { clock: realClock });
    const { verifier } = await openIdentity({
      authIssuer: undefined,
      authAudience: 'shoutouts',
      dataDir: folder,
    });
    const foundations = HttpFoundationModule.on({
      logger: pino({ enabled: false }),
      tokenVerifier: verifier,
      idempotencyKeys: keys,
      readiness: readinessOf(),
    });
    @Module({ imports: [foundations], controllers: [ForgottenController] })
    class ForgottenModule {}
    const app = await NestFactory.create(ForgottenModule, createHttpAdapter(new UuidV7()), {
      logger: false,
      abortOnError: false,
    });
    await expect(app.init()).rejects.toThrow(
      new UndeclaredRouteError('add @Allow(…) or @AllowAnyone() to ForgottenController.read'),
    );
    await keys.close();
    await rm(folder, { recursive: true });
  });
});

describe('development tokens', () => {
  let folder: string;
  let app: TestApp | undefined;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dev-issuer-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  const ask = async (on: TestApp, body: object) => {
    const response = await on.fetch('/v1/dev/tokens', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };

  it('make anybody anybody, and stay valid over a restart', async () => {
    app = await startTestApp({ dataDir: folder });
    const { status, body } = await ask(app, { subject: 'ada', roles: ['creator'], ttl_seconds: 60 });
    expect(status).toBe(200);
    expect(Date.parse(body['expires_at'] ?? '') - Date.now()).toBeLessThanOrEqual(60_000);
    const token = body['token'] ?? '';
    await app.close();
    app = await startTestApp({ dataDir: folder });
    const me = await app.fetch('/v1/orders/me', { token });
    expect(await me.json()).toEqual({ role: 'creator', id: body['creator_id'] });
    const { keys } = (await (await app.fetch('/.well-known/jwks.json')).json()) as { keys: object[] };
    expect(keys).toEqual([expect.objectContaining({ kty: 'EC', alg: 'ES256' })]);
    expect(keys[0]).not.toHaveProperty('d');
  });

  it('are signed with a key that only its owner can read', async () => {
    app = await startTestApp({ dataDir: folder });
    expect((await stat(join(folder, 'dev-issuer.json'))).mode & 0o777).toBe(0o600);
  });

  it('are made for nobody who does not say exactly what they want', async () => {
    app = await startTestApp({ dataDir: folder });
    for (const body of [
      {},
      { subject: '', roles: ['fan'] },
      { subject: 'ada', roles: [] },
      { subject: 'ada', roles: ['system'] },
      { subject: 'ada', roles: 'fan' },
      { subject: 'ada', roles: ['fan'], ttl_seconds: 0 },
      { subject: 'ada', roles: ['fan'], ttl_seconds: '60' },
      { subject: 'ada', roles: ['fan'], admin: true },
    ])
      expect(await ask(app, body)).toMatchObject({ status: 400 });
  });

  it('are neither made nor taken where a real issuer is set', async () => {
    const issuer = await OidcIssuer.start();
    app = await startTestApp({ dataDir: folder });
    const homeMade = await app.token('ada', 'admin', 'fan');
    await app.close();
    app = await startTestApp({ dataDir: folder, issuer: issuer.url });
    expect((await ask(app, { subject: 'ada', roles: ['fan'] })).status).toBe(404);
    expect((await app.fetch('/.well-known/jwks.json')).status).toBe(404);
    expect((await app.fetch('/v1/orders/me', { token: homeMade })).status).toBe(401);
    expect((await app.fetch('/v1/orders/me', { token: await issuer.token() })).status).toBe(200);
    await issuer.down();
    const unavailable = await startTestApp({ issuer: issuer.url });
    const response = await unavailable.fetch('/v1/orders/me', { token: await issuer.token() });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    await unavailable.close();
  });
});

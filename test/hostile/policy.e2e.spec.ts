import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TOKEN_ROLES } from '../../src/application/ports/identity.js';
import { DescribedApi } from '../support/described-api.js';
import { runServer } from '../support/server.js';
import { allowedAt, describedRoutes, nameOf } from './described-routes.js';
import { namesSomething, policyOf, type PolicyLine, requestAbout, verdictOf } from './policy.js';
import { sendRaw } from './raw-request.js';
import { withItsRoutes } from './registered-routes.js';
import type { Route } from './requests.js';
import { ROUTES_OF } from './roles.js';
import { newScene, type Scene } from './scene.js';

const { started: running, routes: registered } = await withItsRoutes(() => runServer());
const api = await DescribedApi.of(running.server.url);
const routes = describedRoutes(api.document, registered);

describe('who may do what', () => {
  let mine: Scene;
  let theirs: Scene;
  beforeAll(async () => {
    [mine, theirs] = await Promise.all([newScene(running.api), newScene(running.api)]);
  });
  afterAll(() => running.end());

  it('is declared by every route that there is', () => {
    expect(registered.length).toBeGreaterThan(routes.length);
    for (const route of registered) expect(allowedAt(route)).toBeDefined();
  });

  it('is told by the document: a token is asked for where not anyone is let in', () => {
    const asks = ({ operation }: Route): boolean => (operation.security ?? []).length > 0;
    expect(routes.filter((route) => asks(route) === (route.allow === 'anyone')).map(nameOf)).toEqual([]);
  });

  it('is what somebody has written down by hand', () => {
    const rolesOf = ({ allow }: Route): string =>
      allow === 'anyone' ? allow : TOKEN_ROLES.filter((role) => allow.includes(role)).join(' ');
    const found = routes.map((route) => `${nameOf(route)}: ${rolesOf(route)}`);
    const written = Object.entries(ROUTES_OF).flatMap(([roles, names]) =>
      names.map((name) => `${name}: ${roles}`),
    );
    expect(found.sort()).toEqual(written.sort());
  });

  let passersBy = 0;
  /** A command that names nothing is about whoever sends it: that is a new person each time. */
  async function credentialsFor({ role }: PolicyLine, { method }: Route, named: boolean) {
    if (role === 'nobody') return {};
    if (method === 'get' || named) return mine.callers[role].credentials;
    return (await running.api.as(`passer-by ${String((passersBy += 1))}`, role)).credentials;
  }

  /** What must not stand in any answer to somebody on the other side. */
  const secretsOf = ({ ids }: Scene): readonly string[] =>
    ['order_id', 'quote_id', 'upload_id', 'video_id'].flatMap((name) => ids[name] ?? []);

  it.each(routes.map((route) => [nameOf(route), route] as const))('is kept at %s', async (_name, route) => {
    const named = namesSomething(route, api.document);
    const expected: string[] = [];
    const found: string[] = [];
    for (const line of policyOf(route, api.document)) {
      const { headers, ...request } = requestAbout(route, line, mine, theirs, api.document);
      const credentials = await credentialsFor(line, route, named);
      const answer = await sendRaw(running.server.url, {
        ...request,
        headers: { ...headers, ...credentials },
      });
      const about = `${line.role}${line.anothers === undefined ? '' : `, another's ${line.anothers}`}`;
      expected.push(`${about}: ${line.verdict}`);
      found.push(
        `${about}: ${route.method === 'head' ? headVerdict(answer.status, line) : verdictOf(answer, line, named)}`,
      );
      if (line.role === 'fan' || line.role === 'creator')
        expectNothingOf(theirs, line, answer.bytes.toString());
    }
    expect(found).toEqual(expected);
  });

  function expectNothingOf(other: Scene, { anothers }: PolicyLine, text: string): void {
    const told = secretsOf(other).filter((secret) => text.includes(secret));
    if (anothers === undefined) expect(told).toEqual([]);
  }
});

/** An answer without a body has no code: its status stands for it. */
const headVerdict = (status: number, { verdict }: PolicyLine): string =>
  (STATUS_OF[verdict] ?? 200) === status ? verdict : String(status);

const STATUS_OF: Readonly<Record<string, number>> = {
  token_missing: 401,
  not_allowed: 403,
  upload_not_found: 404,
};

it('is asked of every role that a token can carry', () => {
  const [first] = routes.filter(({ allow }) => allow !== 'anyone');
  const roles = first === undefined ? [] : policyOf(first, api.document).map(({ role }) => role);
  expect(new Set(roles)).toEqual(new Set([...TOKEN_ROLES, 'nobody']));
});

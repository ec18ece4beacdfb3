import { afterAll, describe, expect, it } from '@jest/globals';
import { DescribedApi } from '../support/described-api.js';
import { runServer } from '../support/server.js';
import { describedRoutes, nameOf } from './described-routes.js';
import { faultIn } from './judge.js';
import { sendRaw } from './raw-request.js';
import { withItsRoutes } from './registered-routes.js';
import { requestsTo, type Route } from './requests.js';
import { newScene, type Scene } from './scene.js';
import { everyInput, SEEDED } from './seed.js';

const RUNS = 40;
/** How a refusal for the form of a request begins, whatever it asks for. */
const MALFORMED =
  /^(validation_|unknown_|body_|url_|unsupported_|position_|precondition_|cursor_|token_|not_allowed)/;

const NOT_DOCUMENTED = [
  // For the payment provider, which has documentation of its own.
  'POST /v1/webhooks/stripe',
  // The documentation itself.
  'GET /openapi.json',
  /^GET \/docs/,
];

const { started: running, routes: registered } = await withItsRoutes(() => runServer());
const api = await DescribedApi.of(running.server.url);
const documented = describedRoutes(api.document, registered);

/** Some routes share one; whoever asks to be forgotten there is of no use to the next route. */
const ROUTES_OF_A_SCENE = 8;
let shared: { readonly scene: Scene; routesLeft: number } | undefined;
async function sceneFor({ path }: Route): Promise<Scene> {
  if (shared === undefined || shared.routesLeft === 0)
    shared = { scene: await newScene(running.api), routesLeft: ROUTES_OF_A_SCENE };
  const { scene } = shared;
  shared.routesLeft = path === '/v1/erasures' ? 0 : shared.routesLeft - 1;
  return scene;
}

afterAll(() => running.end());

it('every route is documented', () => {
  const names = new Set(registered.map(nameOf));
  const told = new Set(documented.map(nameOf));
  // Fastify answers HEAD wherever there is GET.
  const untold = [...names].filter((name) => !told.has(name) && !told.has(name.replace(/^HEAD/, 'GET')));
  const isKnown = (name: string) =>
    NOT_DOCUMENTED.some((known) => (typeof known === 'string' ? known === name : known.test(name)));
  expect(untold.filter((name) => !isKnown(name.replace(/^HEAD/, 'GET')))).toEqual([]);
});

describe(`hostile input (${SEEDED}), answered as documented and never by a fault of ours, at`, () => {
  it.each(documented.map((route) => [nameOf(route), route] as const))('%s', async (_name, route) => {
    const scene = await sceneFor(route);
    await everyInput(requestsTo(route, scene, api.document), RUNS, async ({ isProper, as, ...sent }) => {
      const credentials = as === 'nobody' ? {} : scene.callers[as].credentials;
      const request = { ...sent, headers: { ...credentials, ...sent.headers } };
      const answer = await sendRaw(running.server.url, request);
      expect(faultIn(api, request, answer)).toBeUndefined();
      const { code = '' } = (answer.json ?? {}) as { readonly code?: string };
      if (isProper) expect(code).not.toMatch(MALFORMED);
    });
  });
});

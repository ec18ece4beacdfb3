import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import {
  type ApiDocument,
  DescribedApi,
  type DescribedOperation,
  type DescribedParameter,
} from '../support/described-api.js';
import { runServer, type TestServer } from '../support/server.js';

/** Commands that nobody is refused for what they ask, but only for who asks and how. */
const NEVER_REFUSED = ['/v1/erasures', '/v1/dev/tokens', '/v1/test-clock/advance'];

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];
/** What every route may answer, whatever it does; the rest is its own. */
const OF_EVERY_ROUTE =
  /^(token_|not_allowed|body_|validation_|unknown_|unsupported_|url_|idempotency_|precondition_|revision_|outcome_|store_|internal_)/;

describe('the documentation', () => {
  let running: TestServer;
  let api: DescribedApi;
  let document: ApiDocument;
  beforeAll(async () => {
    running = await runServer();
    api = await DescribedApi.of(running.server.url);
    document = api.document;
  });
  afterAll(() => running.end());

  const operations = (): readonly (readonly [string, DescribedOperation])[] =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([method]) => METHODS.includes(method))
        .map(([method, operation]) => [`${method} ${path}`, operation] as const),
    );

  const problemsOf = (operation: DescribedOperation | undefined): Record<string, string[]> =>
    Object.fromEntries(
      Object.entries(operation?.responses ?? {})
        .filter(([status]) => status >= '400')
        .map(([status, { content }]) => [
          status,
          Object.keys(content?.['application/problem+json']?.examples ?? {}),
        ]),
    );

  const parametersOf = (operation: DescribedOperation | undefined) =>
    (operation?.parameters ?? []).map(({ name }) => name);

  it('is valid OpenAPI 3.1', async () => {
    expect(document.openapi).toBe('3.1.0');
    const { valid, errors } = await new Validator().validate(
      JSON.parse(JSON.stringify(document)) as Record<string, unknown>,
    );
    expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
  });

  it('names every operation, each by a name of its own', () => {
    const names = operations().map(([, { operationId }]) => operationId);
    expect(names.every((name) => name !== undefined && /^\w+$/.test(name))).toBe(true);
    expect(new Set(names).size).toBe(names.length);
  });

  it('names for a command its headers, its own problems and those of every command', () => {
    const accept = document.paths['/v1/orders/{order_id}/accept']?.['post'];
    expect(parametersOf(accept)).toEqual(expect.arrayContaining(['order_id', 'Idempotency-Key', 'If-Match']));
    expect(problemsOf(accept)).toEqual({
      400: [
        'unknown_field',
        'url_invalid',
        'body_invalid',
        'idempotency_key_invalid',
        'precondition_invalid',
      ],
      401: ['token_missing', 'token_invalid', 'token_expired'],
      403: ['not_allowed'],
      404: ['order_not_found'],
      409: [
        'order_not_paid',
        'order_in_review',
        'order_already_accepted',
        'order_already_delivered',
        'order_ended',
        'acceptance_window_closed',
      ],
      412: ['revision_changed'],
      413: ['body_too_large'],
      415: ['unsupported_media_type'],
      422: ['idempotency_key_reused'],
      500: ['internal_error'],
      503: ['outcome_unknown', 'store_unavailable'],
    });
  });

  it('names of every command why it may be refused', () => {
    const silent = operations()
      .filter(([name, operation]) => {
        const codes = Object.values(problemsOf(operation)).flat();
        return name.startsWith('post ') && codes.every((code) => OF_EVERY_ROUTE.test(code));
      })
      .map(([name]) => name.replace('post ', ''));
    expect(silent.sort()).toEqual([...NEVER_REFUSED].sort());
  });

  it('names for a list its query, and nothing of commands', () => {
    const list = document.paths['/v1/orders']?.['get'];
    expect(parametersOf(list)).toEqual(
      expect.arrayContaining(['limit', 'starting_after', 'Shoutouts-Position']),
    );
    expect(problemsOf(list)['400']).toContain('cursor_invalid');
    expect(problemsOf(list)['503']).toEqual(['read_model_behind', 'store_unavailable']);
    expect(problemsOf(list)['412']).toBeUndefined();
  });

  it('asks for no token where none is needed', () => {
    expect(document.paths['/v1/catalogue']?.['get']?.security).toBeUndefined();
    expect(document.paths['/v1/orders']?.['get']?.security).toEqual([{ bearer: [] }]);
    expect(document.paths['/v1/uploads']?.['post']?.security).toEqual([{ bearer: [] }]);
  });

  it('has uploads, playback and the live inbox', () => {
    const names = operations().map(([name]) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'options /v1/uploads',
        'post /v1/uploads',
        'head /v1/uploads/{upload_id}',
        'patch /v1/uploads/{upload_id}',
        'delete /v1/uploads/{upload_id}',
        'get /v1/videos/{video_id}/content',
        'get /v1/inbox/events',
      ]),
    );
    const playback = document.paths['/v1/videos/{video_id}/content']?.['get'];
    expect(parametersOf(playback)).toContain('Range');
    expect(Object.keys(playback?.responses ?? {})).toEqual(expect.arrayContaining(['200', '206', '416']));
    expect(document.paths['/v1/inbox/events']?.['get']?.responses['200']?.content).toHaveProperty([
      'text/event-stream',
    ]);
  });

  it('has a schema for every answer in JSON, and knows each of its fields', () => {
    const answers = operations().flatMap(([name, { responses }]) =>
      Object.entries(responses)
        .filter(([status]) => status < '300')
        .map(([status, { content }]) => [`${name} ${status}`, content] as const),
    );
    const isFile = (name: string) =>
      /\/v1\/(uploads|videos|inbox\/events|payout-runs\/\{run_id\}\/bank-file)/.test(name);
    const without = answers.filter(
      ([name, content]) => !isFile(name) && content?.['application/json']?.schema === undefined,
    );
    expect(without.map(([name]) => name)).toEqual([]);
  });

  it('gives no value to optional parameters, which the page would send along', () => {
    const prefilled = operations().flatMap(([name, { parameters = [] }]) =>
      parameters.filter(isPrefilled).map((parameter) => `${name}: ${parameter.name}`),
    );
    expect(prefilled).toEqual([]);
  });

  it('has examples that are what their own schemas ask for', () => {
    const faults = partsOf(document)
      .filter(hasExample)
      .flatMap((schema) => api.faults(schema, schema.example) ?? []);
    expect(faults).toEqual([]);
  });

  it('knows what every object is made of', () => {
    // Ids are objects to a compiler that does not know template literals, when a field does not say otherwise.
    const { PublicKeys: _ofAnotherStandard, ...ours } = document.components.schemas;
    const shapeless = partsOf([ours, document.paths]).filter(
      (part) => 'type' in part && part.type === 'object' && !('properties' in part),
    );
    expect(shapeless).toEqual([]);
  });

  it('names fields as they are named on the wire', () => {
    const { schemas } = document.components as {
      schemas: Record<string, { properties?: Record<string, object> }>;
    };
    const fields = Object.values(schemas).flatMap(({ properties = {} }) => Object.keys(properties));
    const parameters = operations().flatMap(([, { parameters = [] }]) =>
      parameters.filter((one) => one.in !== 'header').map(({ name }) => name),
    );
    expect([...fields, ...parameters].filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([]);
    expect(JSON.stringify(document)).not.toMatch(/amountMinor|effectiveFrom/);
  });

  it('is a page that needs no other host and runs under its own policy', async () => {
    const at = (path: string) => fetch(`${running.server.url}${path}`);
    const page = await at('/docs');
    const html = await page.text();
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(html).not.toMatch(/https?:|<script>/);
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(assets).toHaveLength(4);
    for (const asset of assets) expect((await at(asset)).status).toBe(200);
  });

  it('describes every problem where its type points', async () => {
    const at = (path: string) => fetch(`${running.server.url}${path}`);
    const problem = (await (await at('/nowhere')).json()) as { type: string };
    const [path = '', id = ''] = problem.type.split('#');
    expect(await (await at(path)).text()).toContain(`<tr id="${id}">`);
  });
});

/** Everything in the document that has members, itself included. */
function partsOf(part: unknown): readonly object[] {
  if (typeof part !== 'object' || part === null) return [];
  return [part, ...Object.values(part).flatMap(partsOf)];
}

const hasExample = (part: object): part is { readonly example: unknown } =>
  'example' in part && ['type', 'allOf', 'anyOf', '$ref'].some((keyword) => keyword in part);

const isPrefilled = ({ required = false, schema }: DescribedParameter): boolean =>
  !required && schema !== undefined && hasExample(schema);

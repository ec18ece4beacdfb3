import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from './test-app.js';

interface Operation {
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly responses: Record<string, { readonly content?: Record<string, { readonly examples?: object }> }>;
}

describe('the documentation', () => {
  let app: TestApp;
  let document: { openapi: string; paths: Record<string, Record<string, Operation>> };
  beforeAll(async () => {
    app = await startTestApp();
    document = (await (await app.fetch('/openapi.json')).json()) as typeof document;
  });
  afterAll(() => app.close());

  const problemsOf = (operation: Operation | undefined): Record<string, string[]> =>
    Object.fromEntries(
      Object.entries(operation?.responses ?? {})
        .filter(([status]) => status >= '400')
        .map(([status, { content }]) => [
          status,
          Object.keys(content?.['application/problem+json']?.examples ?? {}),
        ]),
    );

  it('is OpenAPI 3.1', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(JSON.stringify(document)).not.toContain('"nullable"');
  });

  it('names for a command its headers, its own problems and those of every command', () => {
    const accept = document.paths['/v1/orders/{orderId}/accept']?.['post'];
    expect(accept?.parameters?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['orderId', 'Idempotency-Key', 'If-Match']),
    );
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
      409: ['acceptance_window_closed'],
      412: ['revision_changed'],
      413: ['body_too_large'],
      415: ['unsupported_media_type'],
      422: ['idempotency_key_reused'],
      500: ['internal_error'],
      503: ['outcome_unknown', 'store_unavailable'],
    });
  });

  it('names for a list its query, and nothing of commands', () => {
    const list = document.paths['/v1/orders']?.['get'];
    expect(list?.parameters?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['limit', 'starting_after', 'Shoutouts-Position']),
    );
    expect(problemsOf(list)['503']).toEqual(['read_model_behind', 'store_unavailable']);
    expect(problemsOf(list)['412']).toBeUndefined();
  });

  it('asks for no token where none is needed', () => {
    expect(document.paths['/webhooks']?.['post']?.security).toBeUndefined();
    expect(document.paths['/v1/orders']?.['get']?.security).toEqual([{ bearer: [] }]);
  });

  it('is a page that needs no other host and runs under its own policy', async () => {
    const page = await app.fetch('/docs');
    const html = await page.text();
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(html).not.toMatch(/https?:|<script>/);
    const assets = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(assets).toHaveLength(4);
    for (const asset of assets) expect((await app.fetch(asset)).status).toBe(200);
  });

  it('describes every problem where its type points', async () => {
    const problem = (await (await app.fetch('/nowhere')).json()) as { type: string };
    const [path = '', id = ''] = problem.type.split('#');
    expect(await (await app.fetch(path)).text()).toContain(`<tr id="${id}">`);
  });
});

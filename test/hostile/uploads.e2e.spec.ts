import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DescribedApi } from '../support/described-api.js';
import { runServer, type TestServer } from '../support/server.js';
import { faultIn } from './judge.js';
import { junkText } from './junk.js';
import { type RawAnswer, type RawRequest, sendRaw } from './raw-request.js';
import { newScene, type Scene, uploadHeaders } from './scene.js';
import { everyInput, SEEDED } from './seed.js';

const LENGTH = 64;
const BYTES_TYPE = 'application/offset+octet-stream';

/** One part that a client sends, rightly or not. */
interface Part {
  readonly offset: string;
  readonly bytes: number;
  readonly type: string;
  readonly by: 'its creator' | 'another creator' | 'nobody';
}

describe(`an upload (${SEEDED})`, () => {
  let running: TestServer;
  let api: DescribedApi;
  let mine: Scene;
  let theirs: Scene;
  beforeAll(async () => {
    running = await runServer();
    api = await DescribedApi.of(running.server.url);
    [mine, theirs] = await Promise.all([newScene(running.api), newScene(running.api)]);
  });
  afterAll(() => running.end());

  async function ask(request: RawRequest, by: Part['by'] = 'its creator'): Promise<RawAnswer> {
    const scene = by === 'its creator' ? mine : theirs;
    const credentials = by === 'nobody' ? {} : scene.callers.creator.credentials;
    const answer = await sendRaw(running.server.url, {
      ...request,
      headers: { 'tus-resumable': '1.0.0', ...credentials, ...request.headers },
    });
    expect(faultIn(api, request, answer)).toBeUndefined();
    return answer;
  }

  const acceptedOrder = (): string => mine.ids['order_id']?.[1] ?? '';

  const begin = (headers: RawRequest['headers']): Promise<RawAnswer> =>
    ask({ method: 'POST', path: '/v1/uploads', headers: { ...uploadHeaders(acceptedOrder()), ...headers } });

  async function offsetAt(path: string): Promise<string> {
    const { headers, status } = await ask({ method: 'HEAD', path, headers: {} });
    return status === 200 ? String(headers['upload-offset']) : String(status);
  }

  const parts: fc.Arbitrary<Part> = fc.record({
    offset: fc.oneof(
      { weight: 6, arbitrary: fc.constant('right') },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '0',
          '1',
          '63',
          '64',
          '-1',
          '1.5',
          '1e1',
          '',
          ' ',
          '9'.repeat(30),
          'NaN',
          '0x0',
          '00',
        ),
      },
    ),
    bytes: fc.constantFrom(0, 1, 7, 20, LENGTH, LENGTH + 1),
    type: fc.oneof(
      { weight: 6, arbitrary: fc.constant(BYTES_TYPE) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('application/json', 'text/plain', '', ' ', `${BYTES_TYPE}; x=y`),
      },
    ),
    by: fc.constantFrom<Part['by']>('its creator', 'its creator', 'its creator', 'another creator', 'nobody'),
  });

  /** What tus 1.0 has a server do with a part: take it, or leave everything as it was. */
  const isDue = ({ offset, bytes, type, by }: Part, arrived: number): boolean =>
    (offset === 'right' || offset === String(arrived)) &&
    type === BYTES_TYPE &&
    by === 'its creator' &&
    arrived + bytes <= LENGTH;

  it('has exactly the bytes that came in their place, from its creator', async () => {
    await everyInput(fc.array(parts, { minLength: 1, maxLength: 8 }), 60, async (sent) => {
      const { headers } = await begin({ 'upload-length': String(LENGTH) });
      const path = String(headers['location']);
      let arrived = 0;
      for (const part of sent) {
        if (arrived + part.bytes === LENGTH) break; // Complete, it would be looked at as a video.
        const offset = part.offset === 'right' ? String(arrived) : part.offset;
        const { status } = await ask(
          {
            ...{ method: 'PATCH', path, body: Buffer.alloc(part.bytes, 'x') },
            headers: { 'upload-offset': offset, 'content-type': part.type },
          },
          part.by,
        );
        if (isDue(part, arrived)) arrived += part.bytes;
        else expect(status).toBeGreaterThanOrEqual(400);
        expect(await offsetAt(path)).toBe(String(arrived));
      }
    });
  });

  it.each(['abc', '1e3', '-1', '1.5', '0x10'])(
    'whose length is %j is malformed, not too big',
    async (length) => {
      const { status, json } = await begin({ 'upload-length': length });
      expect([status, (json as { code: string }).code]).toEqual([400, 'upload_invalid']);
    },
  );

  it('begins only with a length and an order that can be, and keeps nothing else', async () => {
    const junk = junkText.map((text) => text.replace(/[^\x20-\x7e]/g, ''));
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    const metadata = fc.oneof(
      junk,
      junkText.map((text) => `order_id ${base64(text)}`),
      fc.constantFrom(
        'order_id',
        'order_id ',
        'order_id *',
        `order_id ${base64(theirs.ids['order_id']?.[1] ?? '')}`,
      ),
      junk.map((text) => `order_id ${base64(acceptedOrder())},${text}`),
      fc.constantFrom(
        `order_id ${base64(acceptedOrder())},creator_id ${base64('cre_x')},__proto__ ${base64('x')}`,
      ),
    );
    const headers = fc.record(
      {
        'upload-metadata': metadata,
        'upload-length': fc.oneof(
          junk,
          fc.constantFrom('0', '1', '-1', '1e3', '9'.repeat(20), '536870913', '1.5', 'NaN'),
        ),
        'upload-defer-length': fc.constantFrom('1', '0', 'x'),
        'upload-concat': fc.constantFrom('partial', 'final;/v1/uploads/x', 'x'),
        'tus-resumable': fc.constantFrom('1.0.0', '0.2.2', ''),
        'x-http-method-override': fc.constantFrom('DELETE', 'PATCH'),
      },
      { requiredKeys: ['upload-length'] },
    );
    await everyInput(headers, 300, async (sent) => {
      const { status } = await begin(sent);
      if (status !== 201) return;
      expect(sent['upload-length']).toMatch(/^(\d+|)$/);
      const order = /order_id ([^,]*)/.exec(
        sent['upload-metadata'] ?? uploadHeaders(acceptedOrder())['upload-metadata'] ?? '',
      );
      expect(Buffer.from(order?.[1] ?? '', 'base64').toString()).toBe(acceptedOrder());
    });
  });
});

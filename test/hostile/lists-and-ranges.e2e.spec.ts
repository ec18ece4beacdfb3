import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { TOKEN_ROLES, type TokenRole } from '../../src/application/ports/identity.js';
import { type ApiDocument, DescribedApi } from '../support/described-api.js';
import { runServer } from '../support/server.js';
import { sample } from '../support/videos/video-samples.js';
import { describedRoutes } from './described-routes.js';
import { faultIn } from './judge.js';
import { encoded, jsonText, junkText, junkValue } from './junk.js';
import { type RawAnswer, sendRaw } from './raw-request.js';
import { withItsRoutes } from './registered-routes.js';
import type { Route } from './requests.js';
import { newScene, type Scene } from './scene.js';
import { everyInput, SEEDED } from './seed.js';

const { started: running, routes: registered } = await withItsRoutes(() => runServer());
const api = await DescribedApi.of(running.server.url);
let mine: Scene;
let theirs: Scene;
beforeAll(async () => {
  [mine, theirs] = await Promise.all([newScene(running.api), newScene(running.api)]);
});
afterAll(() => running.end());

const isList = ({ operation }: Route): boolean =>
  operation.parameters?.some(({ name }) => name === 'starting_after') === true;

const listsOf = (document: ApiDocument): readonly Route[] =>
  describedRoutes(document, registered).filter(isList);

describe(`a cursor (${SEEDED})`, () => {
  const lists = listsOf(api.document);

  async function ask(
    { path, allow }: Route,
    scene: Scene,
    role: TokenRole,
    cursor?: string,
  ): Promise<RawAnswer> {
    const address = path.replace(/\{(\w+)\}/g, (_part, name: string) => scene.ids[name]?.[0] ?? '');
    const query = cursor === undefined ? '' : `&starting_after=${encoded(cursor)}`;
    const headers = allow === 'anyone' ? {} : scene.callers[role].credentials;
    const request = { method: 'GET', path: `${address}?limit=1${query}`, headers };
    const answer = await sendRaw(running.server.url, request);
    expect(faultIn(api, request, answer)).toBeUndefined();
    return answer;
  }

  /** All that anybody is given. */
  async function givenCursors(): Promise<readonly string[]> {
    const askers = lists.flatMap((list) =>
      TOKEN_ROLES.filter((role) => list.allow === 'anyone' || list.allow.includes(role)).flatMap((role) =>
        [mine, theirs].map((scene) => ({ list, role, scene })),
      ),
    );
    const pages = await Promise.all(askers.map(({ list, role, scene }) => ask(list, scene, role)));
    const cursors = pages.map(({ json }) => (json as { readonly next_cursor?: string }).next_cursor);
    return [...new Set(cursors.filter((cursor) => cursor !== undefined))];
  }

  it('that is another list’s, another person’s, changed or made up shows nobody what is not theirs', async () => {
    const given = await givenCursors();
    expect(given.length).toBeGreaterThan(4);
    const changed = fc
      .record({ cursor: fc.constantFrom(...given), at: fc.nat(), to: fc.constantFrom(...'Aa0_-=%.ş') })
      .map(
        ({ cursor, at, to }) =>
          cursor.slice(0, at % cursor.length) + to + cursor.slice((at % cursor.length) + 1),
      );
    const cursors = fc.oneof(
      fc.constantFrom(...given),
      changed,
      fc.constantFrom(...given).map((cursor) => cursor.slice(0, cursor.length / 2)),
      fc
        .array(junkValue, { maxLength: 4 })
        .map((values) => Buffer.from(jsonText(values)).toString('base64url')),
      junkValue.map((value) => Buffer.from(jsonText(value)).toString('base64url')),
      junkText,
    );
    const roles = fc.constantFrom<TokenRole>('fan', 'creator');
    const asked = fc.record({ list: fc.constantFrom(...lists), role: roles, cursor: cursors });
    const secrets = ['order_id', 'quote_id', 'video_id'].flatMap((name) => theirs.ids[name] ?? []);
    await everyInput(asked, 600, async ({ list, role, cursor }) => {
      const { bytes, status } = await ask(list, mine, role, cursor);
      expect([200, 400, 403]).toContain(status);
      expect(secrets.filter((secret) => bytes.toString().includes(secret))).toEqual([]);
    });
  });
});

describe(`a range of a video (${SEEDED})`, () => {
  const address = (link: Readonly<Record<string, string>>): string =>
    `/v1/videos/${mine.ids['video_id']?.[0] ?? ''}/content?${new URLSearchParams({ ...link }).toString()}`;
  const number = fc.oneof(
    fc.nat({ max: 4_000 }).map(String),
    fc.constantFrom('', '0', '-1', '9'.repeat(15), '9'.repeat(30), '1e3', ' 1', '+1', '0x1'),
  );
  const unit = fc.constantFrom('bytes', 'bytes', 'bytes', 'Bytes', 'lines', '');
  const range = fc.oneof(
    fc
      .record({ unit, first: number, last: number })
      .map((parts) => `${parts.unit}=${parts.first}-${parts.last}`),
    fc.constantFrom(
      'bytes=',
      'bytes=-',
      'bytes=0-0,5-9',
      'bytes 0-1',
      'bytes=0-1/2',
      'bytes=--1',
      'bytes=a-b',
      '=',
      'bytes= 0-1',
    ),
    junkText.map((text) => text.replace(/[^\x20-\x7e]/g, '')),
  );

  /** RFC 9110, section 14, for one range; `undefined` where the whole file may be answered. */
  function partOf(file: Buffer, text: string): Buffer | 'unsatisfiable' | undefined {
    const [, suffix] = /^bytes=-(\d{1,15})$/i.exec(text) ?? [];
    if (suffix !== undefined) return Number(suffix) === 0 ? 'unsatisfiable' : file.subarray(-Number(suffix));
    const [, first, last = ''] = /^bytes=(\d{1,15})-(\d{0,15})$/i.exec(text) ?? [];
    const end = last === '' ? Infinity : Number(last);
    if (first === undefined || end < Number(first)) return undefined;
    return Number(first) >= file.length ? 'unsatisfiable' : file.subarray(Number(first), end + 1);
  }

  it('is exactly those bytes, or the whole, or refused', async () => {
    const file = await readFile(sample('clip.mp4'));
    await everyInput(
      fc.record({ range, method: fc.constantFrom('GET', 'GET', 'HEAD') }),
      400,
      async (asked) => {
        const answer = await sendRaw(running.server.url, {
          method: asked.method,
          path: address(mine.link),
          headers: { range: asked.range },
        });
        const part = partOf(file, asked.range.trim());
        const expected = part === undefined ? 200 : part === 'unsatisfiable' ? 416 : 206;
        expect(answer.status).toBe(expected);
        if (asked.method === 'HEAD') return expect(answer.bytes.length).toBe(0);
        if (part !== 'unsatisfiable') expect(answer.bytes.equals(part ?? file)).toBe(true);
      },
    );
  });

  it('is not given to who changed the link', async () => {
    const values = fc.oneof(junkText, fc.nat().map(String), fc.constantFrom(theirs.link['signature'] ?? ''));
    const changes = fc.record({ name: fc.constantFrom('expires', 'signature'), value: values });
    await everyInput(changes, 200, async ({ name, value }) => {
      if (value === mine.link[name]) return;
      const path = address({ ...mine.link, [name]: value.replace(/[\ud800-\udfff]/g, '') });
      const request = { method: 'GET', path, headers: {} };
      const answer = await sendRaw(running.server.url, request);
      expect(faultIn(api, request, answer)).toBeUndefined();
      expect(answer.status).toBe(403);
    });
  });
});

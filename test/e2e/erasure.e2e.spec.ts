import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ERASED } from '../../src/application/events/personal-field.js';
import type { ApiClient, Caller, Command, Json, List } from '../support/api-client.js';
import {
  acceptedOrder,
  advance,
  deliver,
  newCreator,
  newFan,
  paidOrder,
  type Person,
  readOrder,
  staff,
  unaccountedMinor,
} from '../support/marketplace.js';
import { newDataDir } from '../support/server.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

/** Found by no accident, in whatever case or encoding a file keeps text. */
const marker = (of: string): string => `${of}-${randomUUID()}`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What was logged; all but what the start says to people is JSON. @throws SyntaxError when a line is not */
const linesOf = (output: string): readonly Json[] =>
  output
    .slice(output.indexOf('{"level"'))
    .split('\n')
    // The last one may not be all there yet.
    .slice(0, -1)
    .filter((line) => !/^(Shoutouts listens| {2}\w+:| {11}-d )/.test(line))
    .map((line) => JSON.parse(line) as Json);

const tokenOf = ({ credentials }: Caller): string =>
  (credentials['authorization'] ?? '').replace('Bearer ', '');

/** One life of two persons, with everything about them marked; each test is its next step. */
describe('what is personal', () => {
  const dataDir = newDataDir();
  const ofFan = { name: marker('name'), brief: marker('brief'), comment: marker('comment') };
  const ofBoth = { message: marker('message'), answer: marker('answer') };
  const ofCreator = { name: marker('creator'), born_on: '1987-03-29' };
  const marks = [...Object.values(ofFan), ...Object.values(ofBoth), ofCreator.name, ofCreator.born_on];
  let server: ServerProcess;
  let api: ApiClient;
  let fan: Person;
  let creator: Person;
  let orderId: string;
  let quoteId: string;
  /** Under which the fan has watched their video. */
  let link: URL;

  beforeAll(async () => {
    server = await ServerProcess.start(dataDir, { LOG_LEVEL: 'trace' });
    api = server.client();
    fan = await newFan(api, { name: ofFan.name });
    creator = await newCreator(api, ofCreator);
    const asked = { creator_id: creator.id, message: ofBoth.message };
    quoteId = (await fan.caller.post<Command & { quote_id: string }>('/v1/quotes', asked)).quote_id;
    await creator.caller.post(`/v1/quotes/${quoteId}/messages`, { message: ofBoth.answer });
    orderId = await acceptedOrder(fan, creator, { brief: ofFan.brief });
  });
  afterAll(async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** Which of the texts stand in which file of the data folder, in plain, as base64 or as hexadecimal digits. */
  const found = (texts: readonly string[], isLookedAt: (path: string) => boolean = () => true): string[] =>
    readdirSync(dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter(isLookedAt)
      .flatMap((path) => {
        const content = readFileSync(path);
        return texts.filter((text) => spellings(text).some((bytes) => content.includes(bytes)));
      });

  const inEventLog = (path: string): boolean => path.includes('events.sqlite');

  it('is what people and their creators read of each other', async () => {
    expect(await fan.caller.get('/v1/fans/me')).toMatchObject({ name: ofFan.name });
    const { messages } = await creator.caller.get<Json & { messages: List }>(`/v1/quotes/${quoteId}`);
    expect(messages.data).toMatchObject([{ message: ofBoth.message }, { message: ofBoth.answer }]);
    expect((await readOrder(creator, orderId)).brief).toBe(ofFan.brief);
    // Else it would prove nothing that they are not found elsewhere.
    expect(found([ofFan.brief])).not.toEqual([]);
  });

  it('stands in no problem, wherever it was sent', async () => {
    const { price } = await readOrder(fan, orderId);
    const attempts = [
      ['/v1/orders', { creator_id: creator.id, price: ofFan.brief, brief: { [ofFan.name]: ofFan.brief } }],
      ['/v1/orders', { creator_id: ofFan.name, price, brief: ofFan.brief, payment_method: ofFan.name }],
      ['/v1/fans', { name: ofFan.name, market: ofFan.name }],
      ['/v1/fans', { name: ofFan.name, market: 'TR' }],
      ['/v1/quotes', { creator_id: ofFan.name, message: ofBoth.message }],
      [`/v1/orders/${orderId}/rating`, { stars: 5, comment: ofFan.comment }],
      [`/v1/orders/${orderId}/rating`, { stars: ofFan.comment, comment: ofFan.comment }],
      [`/v1/quotes/${quoteId}/messages`, `{"message": "${ofBoth.message}`],
    ] as const;
    for (const [path, body] of attempts)
      expect((await fan.caller.tryPost(path, body)).status).toBeGreaterThanOrEqual(400);
    expect(api.problems).toHaveLength(attempts.length);
    expect(marks.filter((text) => api.problems.join().includes(text))).toEqual([]);
  });

  it('waits with its erasure for orders that are open', async () => {
    // Open until its fan has watched and rated the other one.
    const other = await paidOrder(fan, creator);
    await fan.caller.post('/v1/erasures');
    await advance(api, 60);
    expect(await fan.caller.get('/v1/erasures/me')).toMatchObject({ state: 'requested' });
    expect((await readOrder(fan, orderId)).brief).toBe(ofFan.brief);
    await deliver(creator, orderId);
    const { url } = await fan.caller.get<{ url: string }>(`/v1/inbox/${orderId}/video`);
    link = new URL(url, server.url);
    expect((await fetch(link)).status).toBe(200);
    await fan.caller.post(`/v1/orders/${orderId}/rating`, { stars: 5, comment: ofFan.comment });
    expect(await readOrder(fan, orderId)).toMatchObject({ comment: ofFan.comment });
    await fan.caller.post(`/v1/orders/${other}/withdraw`);
  });

  it('was never in the file of the event log, nor in a line of the log', () => {
    expect(found(marks, inEventLog)).toEqual([]);
    expect(marks.filter((text) => server.output.includes(text))).toEqual([]);
    expect(server.output).toContain('/v1/orders');
  });

  it('is in the log neither as what opens doors: tokens, and the query of a signed link', async () => {
    const ofPlayback = (line: Json) => line['route'] === '/v1/videos/:video_id/content';
    await until(
      () => Promise.resolve(linesOf(server.output)),
      (lines) => lines.some(ofPlayback),
    );
    const keys = [...link.searchParams.values(), ...[fan, creator].map(({ caller }) => tokenOf(caller))];
    expect(keys.filter((key) => key.length > 9 && server.output.includes(key))).toEqual([]);
    expect(keys.filter((key) => key.length > 9).length).toBeGreaterThan(2);
  });

  it('has lines of JSON beside it that name the request and what it belongs to', () => {
    const ofRequests = linesOf(server.output).filter(({ route }) => route !== undefined);
    expect(ofRequests.length).toBeGreaterThan(10);
    const nameless = ofRequests.filter(
      (line) => !UUID.test(String(line['requestId'])) || !UUID.test(String(line['correlationId'])),
    );
    expect(nameless).toEqual([]);
  });

  it('is in no file once it is erased, and its order and money stay', async () => {
    await advance(api, 3600);
    await until(
      () => fan.caller.get('/v1/erasures/me'),
      ({ state }) => state === 'erased',
    );
    const erased = [...Object.values(ofFan), ...Object.values(ofBoth)];
    await until(
      () => Promise.resolve(found(erased)),
      (places) => places.length === 0,
    );
    const order = await readOrder(creator, orderId);
    expect(order).toMatchObject({ brief: ERASED, comment: ERASED, stars: 5, state: 'delivered' });
    expect([order.money.earned_minor, unaccountedMinor(order.money)]).toEqual([12_000, 0]);
    const audit = await staff(api, 'finance');
    const { data } = await audit.get<List>(`/v1/audit?subject=${orderId}&limit=100`);
    expect(data.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['OrderPlaced', 'VideoDelivered', 'OrderRated']),
    );
    // The creator was not forgotten.
    expect(await creator.caller.get(`/v1/creators/${creator.id}`)).toMatchObject({ name: ofCreator.name });
  });

  it('of a creator leaves the catalogue and every file, too', async () => {
    await creator.caller.post('/v1/erasures');
    await advance(api, 3600);
    await until(
      () => Promise.resolve(found(marks)),
      (places) => places.length === 0,
    );
    expect((await fan.caller.tryGet(`/v1/creators/${creator.id}`)).outcome).toBe('creator_not_found');
  });

  it('does not come back when the program is killed and starts again', async () => {
    await server.kill();
    expect(found(marks)).toEqual([]);
    server = await ServerProcess.start(dataDir, { LOG_LEVEL: 'trace' });
    api = server.client();
    const reader = { caller: api.withToken(String(fan.caller.credentials['authorization']).slice(7)) };
    expect(await readOrder(reader, orderId)).toMatchObject({ brief: ERASED, comment: ERASED });
    expect(found(marks)).toEqual([]);
  });
});

const spellings = (text: string): readonly Buffer[] => {
  const bytes = Buffer.from(text);
  // At each offset within three bytes base64 reads otherwise; the ends depend on what stands beside it.
  const base64 = [0, 1, 2].map((offset) =>
    Buffer.from(
      Buffer.concat([Buffer.alloc(offset), bytes])
        .toString('base64')
        .slice(4, -4),
    ),
  );
  return [bytes, Buffer.from(bytes.toString('hex')), ...base64];
};

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller, Json, List } from '../support/api-client.js';
import {
  acceptedOrder,
  advance,
  deliver,
  newCreator,
  newFan,
  paidOrder,
  type Person,
  placeOrder,
  staff,
} from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

/** An answer, and where the log ended when it was given. */
interface Answered {
  readonly who: string;
  readonly path: string;
  readonly position: bigint;
  readonly status: number;
  readonly body: Json;
}

describe('the past', () => {
  let running: TestServer;
  let fan: Person;
  let creator: Person;
  let callers: Readonly<Record<string, Caller>>;
  const answered: Answered[] = [];

  beforeAll(async () => {
    running = await runServer();
    [fan, creator] = [await newFan(running.api), await newCreator(running.api)];
    callers = { fan: fan.caller, creator: creator.caller, support: await staff(running.api, 'support') };
  });
  afterAll(() => running.end());

  const end = async (): Promise<bigint> => (await running.server.engines.store.lastPosition()) ?? 0n;
  const ask = async (who: string, path: string, headers = {}): Promise<Pick<Answered, 'status' | 'body'>> => {
    const caller = callers[who];
    if (caller === undefined) throw new Error(`nobody is ${who}`);
    const { status, body } = await caller.tryGet(path, headers);
    return { status, body };
  };

  /** What everybody is shown when nothing comes into the log meanwhile. */
  async function remember(paths: readonly string[]): Promise<void> {
    const asked = paths.flatMap((path) =>
      Object.keys(callers)
        .filter((who) => who === 'fan' || !path.startsWith('/v1/inbox'))
        .map((who) => ({ who, path })),
    );
    const whileQuiet = async () => {
      const position = await end();
      const answers = await Promise.all(
        asked.map(async ({ who, path }) => ({
          ...{ who, path, position },
          ...(await ask(who, path, { 'shoutouts-position': String(position) })),
        })),
      );
      return { answers, isQuiet: (await end()) === position };
    };
    answered.push(...(await until(whileQuiet, ({ isQuiet }) => isQuiet)).answers);
  }

  it('is shown as it was served, to whom it was served', async () => {
    const placed = await placeOrder(fan, creator, { payment_method: 'pm_card_authenticationRequired' });
    const orders = [placed, await acceptedOrder(fan, creator), await paidOrder(fan, creator)];
    const [, delivered = '', declined = ''] = orders;
    const paths = [...orders.map((id) => `/v1/orders/${id}`), '/v1/inbox'];
    await remember(paths);
    await deliver(creator, delivered);
    await remember(paths);
    await creator.caller.post(`/v1/orders/${declined}/decline`);
    await remember(paths);
    await fan.caller.post(`/v1/orders/${delivered}/rating`, { stars: 4, comment: 'She sang along.' });
    await advance(running.api, 2 * 3_600);
    await deliver(creator, await acceptedOrder(fan, creator));
    await remember(paths);

    expect(new Set(answered.map(({ status }) => status))).toEqual(new Set([200, 404]));
    for (const { who, path, position, status, body } of answered) {
      const again = await ask(who, `${path}?as_of=${String(position)}`);
      expect({ who, path, position, ...comparable(again) }).toEqual({
        ...{ who, path, position, ...comparable({ status, body }) },
      });
    }
    const counts = answered.filter(({ path }) => path === '/v1/inbox').map(({ body }) => body['data']);
    expect(counts.map((messages) => (messages as readonly Json[]).length)).toEqual([0, 1, 1, 2]);
  });

  it('is there page by page', async () => {
    const first = await fan.caller.get<List>(`/v1/inbox?limit=1&as_of=${String(await end())}`);
    const second = await fan.caller.get<List>(
      `/v1/inbox?limit=1&as_of=${String(await end())}&starting_after=${encodeURIComponent(String(first.next_cursor))}`,
    );
    expect([first.data, second.data].map(({ length }) => length)).toEqual([1, 1]);
    expect(second.data[0]?.['order_id']).not.toBe(first.data[0]?.['order_id']);
  });

  it.each(['99999999', '2999-01-01T00:00:00Z'])('is not there as of %s', async (asOf) => {
    const [{ path } = { path: '' }] = answered;
    for (const asked of [path, '/v1/inbox'])
      expect(await ask('fan', `${asked}?as_of=${asOf}`)).toMatchObject({
        ...{ status: 400, body: { code: 'as_of_invalid' } },
      });
  });
});

/** A problem names the request that it was about. */
const comparable = ({ status, body }: Pick<Answered, 'status' | 'body'>) =>
  status === 200 ? { status, body } : { status, code: body['code'] };

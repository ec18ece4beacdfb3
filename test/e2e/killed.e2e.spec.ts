import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rmSync } from 'node:fs';
import type { Answered, Command, Json, List } from '../support/api-client.js';
import {
  newCreator,
  newFan,
  type OrderBody,
  orderOf,
  type Person,
  unaccountedMinor,
} from '../support/marketplace.js';
import { newDataDir, runServer } from '../support/server.js';
import { ServerProcess } from '../support/server-process.js';
import { until } from '../support/until.js';

const STORIES = 24;
const KILLS = 5;
/** Answers between two kills: at most so many, so that it falls now before a payment, now in it, now after. */
const MOST_ANSWERS = 30;
/** Each kill costs a start, and, where leases are shared, the rest of the one that was held: on a busy machine, a minute for all five. */
const LONGEST_MS = 150_000;
const KIND_OF_END = ['accept', 'decline', 'withdraw'] as const;

interface Acknowledged {
  readonly who: Person;
  readonly path: string;
  readonly body: Json | undefined;
  readonly key: string;
  readonly orderId: unknown;
}

/** Clients that do what good clients do: an answer that does not come is asked for again, under the same key. */
describe('the program, killed again and again while orders are placed, paid, accepted and given back', () => {
  const dataDir = newDataDir();
  const acknowledged: Acknowledged[] = [];
  let running: Promise<ServerProcess>;
  let answers = 0;
  /** Stories that came to their end. */
  let told = 0;
  let kills = 0;
  let fan: Person;
  let creator: Person;

  beforeAll(async () => {
    running = ServerProcess.start(dataDir);
    const api = (await running).client();
    fan = await newFan(api);
    creator = await newCreator(api);
  });
  afterAll(async () => {
    await (await running).stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  /** From whichever process answers. */
  async function insist<Body>(ask: (server: ServerProcess) => Promise<Answered<Body>>): Promise<Body> {
    for (;;) {
      const server = await running;
      try {
        const { status, body } = await ask(server);
        if (status < 400) {
          answers += 1;
          return body;
        }
        if (status !== 503) throw new Error(`refused: ${JSON.stringify(body)}`);
      } catch (error) {
        // What `fetch` throws (of another realm, hence by name): it was killed before it answered, or in the middle of its answer.
        if ((error as Error).name !== 'TypeError') throw error;
        await server.ended;
      }
    }
  }

  async function command(who: Person, key: string, path: string, body?: Json): Promise<Json> {
    const answer = await insist((server) =>
      who.caller.at(server.client()).tryPost<Command & Json>(path, body, { 'idempotency-key': key }),
    );
    acknowledged.push({ who, path, body, key, orderId: answer['order_id'] });
    return answer;
  }

  const orderThat = (
    { order_id, position }: Json,
    holds: (order: OrderBody) => boolean,
  ): Promise<OrderBody> =>
    until(
      () =>
        insist((server) =>
          fan.caller
            .at(server.client())
            .tryGet<OrderBody>(`/v1/orders/${String(order_id)}`, { 'shoutouts-position': String(position) }),
        ),
      holds,
      LONGEST_MS,
    );

  async function story(n: number): Promise<void> {
    const end = KIND_OF_END[n % KIND_OF_END.length] ?? 'accept';
    const placed = await command(fan, `place ${String(n)}`, '/v1/orders', orderOf(creator));
    const orderId = String(placed['order_id']);
    await orderThat(placed, ({ state }) => state === 'awaiting_acceptance');
    const ended = await command(
      end === 'withdraw' ? fan : creator,
      `end ${String(n)}`,
      `/v1/orders/${orderId}/${end}`,
    );
    await orderThat(ended, ({ state, refund }) => state === 'accepted' || refund === 'issued');
    told += 1;
  }

  async function killAgainAndAgain(): Promise<void> {
    for (; kills < KILLS; kills += 1) {
      const atAnswer = answers + 1 + Math.floor(Math.random() * MOST_ANSWERS);
      await until(
        () => Promise.resolve(answers),
        (count) => count >= atAnswer || told === STORIES,
        60_000,
      );
      if (told === STORIES) return;
      const killed = await running;
      await killed.kill();
      running = ServerProcess.start(dataDir);
    }
  }

  it(
    'loses nothing that it acknowledged, and does nothing twice',
    async () => {
      const stories = Array.from({ length: STORIES }, (_, n) => story(n));
      await Promise.all([...stories, killAgainAndAgain()]);
      expect(kills).toBeGreaterThan(1);

      // Asked once more, every command is answered as the first time.
      expect(acknowledged).toHaveLength(2 * STORIES);
      for (const { who, path, body, key, orderId } of [...acknowledged])
        expect((await command(who, key, path, body))['order_id']).toEqual(orderId);
      const orders = await insist((server) =>
        fan.caller.at(server.client()).tryGet<List<OrderBody>>('/v1/orders?limit=100'),
      );
      expect(orders.data).toHaveLength(STORIES);
      expect(orders.data.filter(({ money }) => unaccountedMinor(money) !== 0)).toEqual([]);
      expect(orders.data.filter(({ state }) => state === 'accepted')).toHaveLength(STORIES / 3);
      expect(orders.data.filter(({ refund }) => refund === 'issued')).toHaveLength((2 * STORIES) / 3);
    },
    2 * LONGEST_MS,
  );

  it('leaves the provider with one charge for each order, and one refund for each that came to nothing', async () => {
    await (await running).stop();
    const last = await runServer({}, dataDir);
    const { sandbox, api } = last;
    const response = await fetch(`${sandbox.url}/v1/balance_transactions?limit=100`, {
      headers: { authorization: `Bearer ${sandbox.apiKey}` },
    });
    const { data } = (await response.json()) as List<{ readonly type: string; readonly amount: number }>;
    const amountsOf = (type: string) =>
      data.filter((moved) => moved.type === type).map(({ amount }) => amount);
    const finance = await api.as('finance', 'finance');
    const cases = await finance.get<List>('/v1/money-cases');
    await last.close();
    expect(amountsOf('charge')).toEqual(Array<number>(STORIES).fill(15_000));
    expect(amountsOf('refund')).toEqual(Array<number>((2 * STORIES) / 3).fill(-15_000));
    expect(cases.data).toEqual([]);
  });
});

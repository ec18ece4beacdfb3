import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inputsOf, SEEDED } from '../hostile/seed.js';
import type { ApiClient, Caller, Json } from '../support/api-client.js';
import { Cluster } from '../support/cluster.js';
import { newCreator, newFan, orderThat, type Person, placeOrder, staff } from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { uploadSample } from '../support/upload.js';
import { type Happening, HAPPENINGS, type Input, orderModel, type Output } from './order-model.js';
import { type Cast, recordHistory } from './recorded-history.js';
import { clientsOf, type Scenario, SCENARIOS } from './scenarios.js';
import { type Call, linearise } from './search.js';

const HISTORIES = 10;
const IN_FRANCE = { market: 'FR', price: { amount_minor: 15_000, currency: 'EUR' } };

/** The people of a market, who order from each other again and again. */
interface Sides {
  readonly fan: Person;
  readonly creator: Person;
}

class Stage {
  readonly #sides = new Map<Scenario['market'], Sides>();
  #admin: Caller | undefined;

  constructor(readonly instances: readonly [ApiClient, ...ApiClient[]]) {}

  /** An order that is where a scenario begins. */
  async cast({ market, paymentMethod, reached, isAccepted }: Scenario): Promise<Cast> {
    this.#admin ??= await this.open();
    const sides = this.#sides.get(market) ?? (await this.meet(market));
    this.#sides.set(market, sides);
    const { fan, creator } = sides;
    const price = market === 'FR' ? { price: IN_FRANCE.price } : {};
    const orderId = await placeOrder(fan, creator, { ...price, payment_method: paymentMethod });
    await orderThat(fan, orderId, reached);
    if (isAccepted) await creator.caller.post(`/v1/orders/${orderId}/accept`);
    const videoId = isAccepted ? await uploadSample(creator.caller, orderId) : '';
    return { fan, creator, admin: this.#admin, orderId, videoId };
  }

  private async meet(market: Scenario['market']): Promise<Sides> {
    const [api] = this.instances;
    const details = market === 'FR' ? IN_FRANCE : {};
    const [fan, creator] = await Promise.all([newFan(api, details), newCreator(api, details)]);
    return { fan, creator };
  }

  /** A market whose requests are reviewed, with the windows that all have. */
  private async open(): Promise<Caller> {
    const [api] = this.instances;
    const admin = await staff(api, 'admin');
    const { current } = await admin.get<{ readonly current: { readonly terms: Json } }>('/v1/markets/TR');
    const prices = [{ currency: 'EUR', floor_minor: 1, ceiling_minor: 1_000_000 }];
    await admin.post('/v1/markets/FR/terms', {
      terms: { ...current.terms, prices, review_requests: true },
    });
    return admin;
  }
}

/** What may happen by itself, as often as it could in one history; it takes no answer, and need not happen. */
function happenings(calls: readonly Call<Input, Output>[]): readonly Call<Input, Output>[] {
  const paidAgain = calls.filter(({ input }) => input.is === 'pay again').length;
  const often = (name: Happening): number => (name === 'payment refused' ? 1 + paidAgain : 1);
  return HAPPENINGS.flatMap((name) =>
    Array.from({ length: often(name) }, (): Call<Input, Output> => ({
      ...{ input: { is: 'happening', name }, invokedAt: 0, answeredAt: Infinity, output: undefined },
    })),
  );
}

/** @throws with the calls that an order was found for, and those that are left over */
function expectLinearisable({ initial }: Scenario, calls: readonly Call<Input, Output>[]): void {
  const { isLinearisable, order } = linearise(orderModel, initial, [...calls, ...happenings(calls)]);
  if (isLinearisable) return;
  const left = calls.filter((call) => !order.includes(call));
  const told = ['no order of these calls explains their answers; as far as one does:', ...order.map(textOf)];
  throw new Error([...told, 'and not:', ...left.map(textOf)].join('\n  '));
}

const textOf = ({ input, invokedAt, answeredAt, output = 'no answer' }: Call<Input, Output>): string =>
  `${invokedAt.toFixed(1)} to ${answeredAt.toFixed(1)}: ${Object.values(input).join(' ')}: ${output}`;

describe(`what concurrent clients are answered about one order (${SEEDED})`, () => {
  let running: TestServer;
  let stage: Stage;
  let many = 0;
  beforeAll(async () => {
    running = await runServer();
    stage = new Stage([running.api]);
  });
  afterAll(() => running.end());

  it.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    '%s is what one after the other would have been',
    async (_name, scenario) => {
      for (const clients of inputsOf(clientsOf(scenario, true), HISTORIES)) {
        const cast = await stage.cast(scenario);
        const calls = await recordHistory(cast, clients, stage.instances, running.sandbox.webhookSecret);
        many += calls.length;
        expectLinearisable(scenario, calls);
      }
    },
  );

  it('was looked at in histories that are long enough to tell', () => {
    expect(many).toBeGreaterThan(SCENARIOS.length * HISTORIES * 4);
  });
});

const described = process.env['MONGODB_URL'] === undefined ? describe.skip : describe;

/** Each has a clock of its own, so that nobody moves one, and a folder of its own, so that only one has a video. Needs MONGODB_URL. */
described(`what concurrent clients of two instances are answered (${SEEDED})`, () => {
  let cluster: Cluster;
  let stage: Stage;
  beforeAll(async () => {
    cluster = await Cluster.start();
    await cluster.add();
    await cluster.add();
    stage = new Stage([cluster.instance(0).client(), cluster.instance(1).client()]);
  }, 60_000);
  afterAll(() => cluster.end(), 100_000);

  it.each(
    SCENARIOS.filter(({ isAccepted }) => !isAccepted).map((scenario) => [scenario.name, scenario] as const),
  )('about one order %s is what one after the other would have been', async (_name, scenario) => {
    for (const clients of inputsOf(clientsOf(scenario, false), HISTORIES)) {
      const cast = await stage.cast(scenario);
      const calls = await recordHistory(cast, clients, stage.instances, cluster.sandbox.webhookSecret);
      expectLinearisable(scenario, calls);
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiClient, Json, List } from '../support/api-client.js';
import { Cluster } from '../support/cluster.js';
import { freePort } from '../support/free-port.js';
import {
  DAY_SECONDS,
  newCreator,
  newFan,
  type OrderBody,
  orderOf,
  type Person,
  unaccountedMinor,
} from '../support/marketplace.js';
import { until } from '../support/until.js';

const LEASE_MS = 1_500;
/** The lease, the looks at it, and what a busy machine adds. */
const TAKEN_OVER_MS = 20_000;

const described = process.env['MONGODB_URL'] === undefined ? describe.skip : describe;

const SETTINGS = { LEASE_MS: String(LEASE_MS) };

const LEAVES = {
  killed: {
    leave: (cluster: Cluster, at: number) => cluster.instance(at).kill(),
    comeBack: (cluster: Cluster, at: number) => cluster.start(at, SETTINGS),
  },
  frozen: {
    leave: (cluster: Cluster, at: number) => cluster.instance(at).freeze(),
    comeBack: (cluster: Cluster, at: number) => cluster.instance(at).thaw(),
  },
};

/** One that only answers requests, and two that drive read models and processes, in turn. Needs MONGODB_URL. */
described('three instances on one log', () => {
  let cluster: Cluster;
  let fan: Person;
  let creator: Person;
  let metricsPort: number;
  let orders = 0;
  let refunds = 0;

  beforeAll(async () => {
    cluster = await Cluster.start();
    metricsPort = await freePort();
    await cluster.add({ ...SETTINGS, ROLES: 'api', METRICS_PORT: String(metricsPort) });
    await cluster.add(SETTINGS);
    await cluster.add(SETTINGS);
    const api = cluster.instance(0).client();
    fan = await newFan(api);
    creator = await newCreator(api);
  }, 60_000);
  afterAll(() => cluster.end(), 100_000);

  const client = (instance: number): ApiClient => cluster.instance(instance).client();
  const at = (instance: number, who: Person) => who.caller.at(client(instance));

  async function place(instance: number): Promise<string> {
    orders += 1;
    const placed = await at(instance, fan).post<Json>('/v1/orders', orderOf(creator));
    return String(placed['order_id']);
  }

  /** As an app reads: who is told to repeat it later does that. */
  async function orderThat(
    instance: number,
    orderId: string,
    holds: (order: OrderBody) => boolean,
  ): Promise<OrderBody> {
    const { body } = await until(
      () => at(instance, fan).tryGet<OrderBody>(`/v1/orders/${orderId}`),
      ({ status, body: order }) => status === 200 && holds(order),
      TAKEN_OVER_MS,
    );
    return body;
  }

  const isPaid = ({ state }: OrderBody): boolean => state === 'awaiting_acceptance';

  interface Status {
    readonly processes: readonly { readonly state: string; readonly trouble?: string }[];
    readonly projections: readonly { readonly name: string; readonly state: string }[];
  }

  interface Build {
    readonly collection: string;
  }

  /** Which instance drives the order view, as it says itself; 0, which never does, while nobody does. */
  async function driver(among: readonly number[]): Promise<number> {
    for (const instance of among) {
      const finance = await client(instance).as('finance', 'finance');
      const { projections } = await finance.get<Status>('/v1/projections');
      if (projections.some(({ name, state }) => name === 'order_view' && state === 'running'))
        return instance;
    }
    return 0;
  }

  const drives = (instances: readonly number[]): Promise<number> =>
    until(
      () => driver(instances),
      (found) => found !== 0,
      TAKEN_OVER_MS,
    );

  it('show everywhere what was done anywhere, to whoever says what they have seen', async () => {
    const placed = await at(1, fan).post<Json>('/v1/orders', orderOf(creator));
    orders += 1;
    const seen = { 'shoutouts-position': String(placed['position']) };
    for (const instance of [0, 1, 2]) {
      const order = await at(instance, fan).get<OrderBody>(`/v1/orders/${String(placed['order_id'])}`, seen);
      expect(order.order_id).toBe(placed['order_id']);
    }
  });

  it('answer for their health and describe themselves, and no more, without the role of answering requests', async () => {
    const worker = await cluster.add({ ...SETTINGS, ROLES: 'projections,processes' });
    const { url } = cluster.instance(worker);
    const statuses = await Promise.all(
      ['/health/ready', '/openapi.json', '/v1/orders', '/v1/webhooks/stripe', '/v1/projections'].map(
        async (path) => (await fetch(url + path)).status,
      ),
    );
    expect(statuses).toEqual([200, 200, 404, 404, 404]);
    expect(await cluster.instance(worker).stop()).toBe(0);
  });

  it('build a read model anew, and take that back, whichever of them is asked', async () => {
    const admin = await client(0).as('admin', 'admin');
    const path = '/v1/projections/catalogue';
    const keeps = (kept: unknown) =>
      until(
        () => admin.get<Build & { readonly kept?: Build }>(path),
        (now) => now.kept?.collection === kept,
      );
    const { collection: first } = await admin.get<Build>(path);
    await admin.post(`${path}/rebuild`);
    const { collection: second } = await keeps(first);
    await admin.post(`${path}/rollback`);
    expect((await keeps(second)).collection).toBe(first);
    for (const instance of [0, 1, 2])
      await until(
        () => client(instance).anyone().get<List>('/v1/catalogue'),
        ({ data }) => data.length > 0,
      );
  });

  it('measure of a process only what they drive', async () => {
    const finance = await client(0).as('finance', 'finance');
    const { processes } = await finance.get<Status>('/v1/projections');
    expect(new Set(processes.map(({ state }) => state))).toEqual(new Set(['elsewhere']));
    const metrics = await (await fetch(`http://127.0.0.1:${String(metricsPort)}/metrics`)).text();
    expect(metrics).toContain('shoutouts_process_in_trouble{process="payment"} 0');
    expect(metrics).not.toContain('shoutouts_process_lag_events{');
    expect(metrics).not.toContain('shoutouts_process_lag_seconds{');
  });

  it('take in none that would take payments elsewhere', async () => {
    const sandbox = { STRIPE_SECRET_KEY: '', STRIPE_WEBHOOK_SECRET: '', STRIPE_API_URL: '' };
    await expect(cluster.add({ ...SETTINGS, ...sandbox })).rejects.toThrow(
      'the payments of this log are made with stripe_test',
    );
  });

  it('let one of two answers to an order win, wherever they come', async () => {
    const orderId = await place(0);
    await orderThat(0, orderId, isPaid);
    const answers = await Promise.all([
      at(1, creator).tryPost(`/v1/orders/${orderId}/accept`),
      at(2, fan).tryPost(`/v1/orders/${orderId}/withdraw`),
    ]);
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
    const isAccepted = answers[0].status < 300;
    if (!isAccepted) refunds += 1;
    const order = await orderThat(
      0,
      orderId,
      ({ state, refund }) => state === 'accepted' || refund === 'issued',
    );
    expect(order.state === 'accepted').toBe(isAccepted);
  });

  it('meet a deadline once, though each of them sees that it has come', async () => {
    const orderId = await place(0);
    await orderThat(0, orderId, isPaid);
    const admins = await Promise.all([0, 1, 2].map((instance) => client(instance).as('admin', 'admin')));
    await Promise.all(
      admins.map((admin) => admin.post('/v1/test-clock/advance', { seconds: 4 * DAY_SECONDS })),
    );
    const order = await orderThat(0, orderId, ({ refund }) => refund === 'issued');
    expect(order).toMatchObject({ ending: 'acceptance_expired' });
  });

  it.each(['killed', 'frozen'] as const)(
    'go on when the one that drives is %s',
    async (how) => {
      const first = await drives([1, 2]);
      const other = first === 1 ? 2 : 1;
      const before = await Promise.all([place(0), place(other), place(0)]);
      await LEAVES[how].leave(cluster, first);
      const after = await Promise.all([place(0), place(other)]);
      expect(await drives([other])).toBe(other);
      for (const orderId of [...before, ...after]) await orderThat(0, orderId, isPaid);
      const withdrawn = before[0];
      await at(0, fan).post(`/v1/orders/${withdrawn}/withdraw`);
      refunds += 1;
      await orderThat(other, withdrawn, ({ refund }) => refund === 'issued');
      await LEAVES[how].comeBack(cluster, first);
      // Whoever came back reads what the other one makes.
      const later = await place(first);
      await orderThat(first, later, isPaid);
      expect(await driver([first])).toBe(0);
      const finance = await client(first).as('finance', 'finance');
      const isAtRest = ({ processes }: Status) => processes.every(({ trouble }) => trouble === undefined);
      await until(() => finance.get<Status>('/v1/projections'), isAtRest);
    },
    90_000,
  );

  it('hand over at once when the one that drives is told to end', async () => {
    const first = await drives([1, 2]);
    const other = first === 1 ? 2 : 1;
    const orderId = await place(0);
    expect(await cluster.instance(first).stop()).toBe(0);
    expect(await drives([other])).toBe(other);
    await orderThat(0, orderId, isPaid);
    await cluster.start(first, SETTINGS);
  }, 60_000);

  it('have charged each order once, refunded what came to nothing once, and lost nothing', async () => {
    const { url, apiKey } = cluster.sandbox;
    const found = await at(0, fan).get<List<OrderBody>>('/v1/orders?limit=100');
    expect(found.data).toHaveLength(orders);
    for (const { order_id } of found.data)
      await orderThat(0, order_id, ({ payment }) => payment !== 'intended');
    const settled = await at(0, fan).get<List<OrderBody>>('/v1/orders?limit=100');
    expect(settled.data.filter(({ money }) => unaccountedMinor(money) !== 0)).toEqual([]);
    const response = await fetch(`${url}/v1/balance_transactions?limit=100`, {
      headers: { authorization: `Bearer ${apiKey}` },
    });
    const { data } = (await response.json()) as List<{ readonly type: string }>;
    const expired = settled.data.filter(({ ending }) => ending === 'acceptance_expired').length;
    expect(data.filter(({ type }) => type === 'charge')).toHaveLength(orders);
    expect(data.filter(({ type }) => type === 'refund')).toHaveLength(refunds + expired);
  });
});

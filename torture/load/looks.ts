import type { Dice } from '../../sim/world/dice.js';
import type { Client, Person } from './client.js';
import type { Creator, KnownOrder, People } from './people.js';
import { isVideoFor } from './video.js';

type Row = Readonly<Record<string, unknown>>;

interface Page {
  readonly data: readonly Row[];
  readonly next_cursor?: string;
}

/** Everybody reads all that is theirs: nothing of it may be missing, and nothing be another one's. */
export class Looks {
  constructor(
    private readonly client: Client,
    private readonly people: People,
    private readonly dice: Dice,
  ) {}

  async atEverything(): Promise<void> {
    const { fans, creators } = this.people;
    await Promise.all(fans.map((fan) => this.ofFan(fan)));
    for (const creator of creators) await this.ofCreator(creator);
  }

  private async ofFan(fan: Person): Promise<void> {
    const own = [...this.people.orders.values()].filter((order) => order.fan === fan);
    const profile = await this.client.look<Row>(fan, '/v1/fans/me');
    this.requires(
      profile?.['name'] === fan.name,
      fan,
      `is called ${String(profile?.['name'])} in their profile`,
    );
    const shown = await this.all(fan, '/v1/orders');
    this.requiresSame(fan, 'orders', own, shown);
    for (const row of shown) this.requiresOrder(fan, row, this.people.orders.get(String(row['order_id'])));
    const delivered = own.filter(({ isDelivered }) => isDelivered);
    const inbox = await this.all(fan, '/v1/inbox');
    this.requiresSame(fan, 'inbox', delivered, inbox);
    for (const row of inbox)
      this.requires(
        row['fan_id'] === fan.id,
        fan,
        `sees in the inbox what is another one's: ${JSON.stringify(row)}`,
      );
    if (delivered.length > 0) await this.watch(fan, this.dice.oneOf(delivered));
    await this.tryOthers(fan);
  }

  private async ofCreator(creator: Creator): Promise<void> {
    const own = [...this.people.orders.values()].filter((order) => order.creator === creator);
    const ids = new Set(own.map(({ orderId }) => orderId));
    for (const list of ['/v1/orders', '/v1/requests', '/v1/earnings'])
      for (const row of await this.all(creator, list)) {
        const isOwn = row['creator_id'] === creator.id && ids.has(String(row['order_id']));
        this.requires(isOwn, creator, `sees in ${list} what is another one's: ${JSON.stringify(row)}`);
        if (list !== '/v1/earnings') this.requiresBrief(creator, row);
      }
    const earned = new Set((await this.all(creator, '/v1/earnings')).map((row) => row['order_id']));
    for (const { orderId, isDelivered } of own)
      this.requires(!isDelivered || earned.has(orderId), creator, `has no earning for ${orderId}`);
  }

  private requiresOrder(fan: Person, row: Row, order: KnownOrder | undefined): void {
    const isOwn = row['fan_id'] === fan.id && order?.fan === fan;
    this.requires(isOwn, fan, `sees an order that is another one's: ${JSON.stringify(row)}`);
    this.requiresBrief(fan, row);
  }

  private requiresBrief(person: Person, row: Row): void {
    const order = this.people.orders.get(String(row['order_id']));
    this.requires(
      row['brief'] === order?.brief,
      person,
      `reads ${JSON.stringify(row['brief'])} in ${String(row['order_id'])}, where ${JSON.stringify(order?.brief)} was written`,
    );
  }

  /** To the byte: every video says for whom it was made. */
  private async watch(fan: Person, { orderId }: KnownOrder): Promise<void> {
    const link = await this.client.look<{ readonly url: string }>(fan, `/v1/inbox/${orderId}/video`);
    if (link === undefined) return this.requires(false, fan, `cannot watch the video of ${orderId}`);
    const { status, bytes } = await this.client.untilAnswered({ method: 'GET', path: link.url });
    this.requires(
      status === 200 && isVideoFor(orderId, bytes),
      fan,
      `is not shown the video of ${orderId}, but ${String(status)} with ${String(bytes.length)} bytes`,
    );
  }

  /** What is somebody else's looks as if it were not there. */
  private async tryOthers(fan: Person): Promise<void> {
    const others = [...this.people.orders.values()].filter((order) => order.fan !== fan);
    if (others.length === 0) return;
    const { orderId } = this.dice.oneOf(others);
    for (const path of [
      `/v1/orders/${orderId}`,
      `/v1/orders/${orderId}/timeline`,
      `/v1/inbox/${orderId}/video`,
    ])
      this.requires(
        (await this.client.look(fan, path)) === undefined,
        fan,
        `is shown ${path}, another one's`,
      );
  }

  private requiresSame(fan: Person, what: string, own: readonly KnownOrder[], shown: readonly Row[]): void {
    const ids = shown.map((row) => String(row['order_id']));
    const missing = own.filter(({ orderId }) => !ids.includes(orderId)).map(({ orderId }) => orderId);
    this.requires(missing.length === 0, fan, `misses in their ${what}: ${missing.join(', ')}`);
    this.requires(new Set(ids).size === ids.length, fan, `sees something twice in their ${what}`);
  }

  private async all(person: Person, list: string): Promise<readonly Row[]> {
    const rows: Row[] = [];
    let after = '';
    for (;;) {
      const page: Page | undefined = await this.client.look<Page>(person, `${list}?limit=100${after}`);
      rows.push(...(page?.data ?? []));
      if (page?.next_cursor === undefined) return rows;
      after = `&starting_after=${encodeURIComponent(page.next_cursor)}`;
    }
  }

  private requires(isSo: boolean, person: Person, otherwise: string): void {
    if (!isSo) this.client.wrong.push(`${person.name} ${otherwise}`);
  }
}

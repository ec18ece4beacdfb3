import type { Currency } from '../../../domain/money.js';
import type { ApiClient } from './api-client.js';
import type { Books, CreatorEarnings, Money, OrderFigures, Report } from './money-check.js';
import type { Cast, Creator, OrderBody, Person, PlayedOrder } from './stage.js';

interface Page<Item> {
  readonly data: readonly Item[];
  readonly next_cursor?: string;
}

interface AuditEntry {
  readonly order_id: string;
  readonly amount_minor: number;
  readonly currency: Currency;
}

interface EarningsSummary {
  readonly data: readonly {
    readonly currency: Currency;
    readonly pending_minor: number;
    readonly in_hold_minor: number;
    readonly past_hold_minor: number;
    readonly disputed_minor: number;
  }[];
}

/** What the API says of the money, from three sides: the orders, the audit trail and the creators' earnings. */
export async function readBooks(api: ApiClient, cast: Cast, played: readonly PlayedOrder[]): Promise<Books> {
  const { finance } = cast;
  const orders: OrderFigures[] = [];
  for (const order of played) orders.push(await figuresOf(api, finance, order));
  const earnings: CreatorEarnings[] = [];
  for (const creator of [cast.ada, cast.omar]) earnings.push(...(await earningsOf(api, creator)));
  const reports = [
    ...(await reportsOf(api, finance, 'paid', 'PaymentSucceeded')),
    ...(await reportsOf(api, finance, 'refunded', 'RefundIssued')),
  ];
  const cases = await allOf<{ order_id: string; code: string }>(api, finance, '/v1/money-cases?limit=100');
  return {
    orders,
    reports,
    earnings,
    // That a payout failed is no difference: the money is available again.
    moneyCases: cases
      .filter(({ code }) => code !== 'payout_failed')
      .map(({ order_id: orderId, code }) => ({ orderId, code })),
  };
}

async function figuresOf(
  api: ApiClient,
  finance: Person,
  { orderId, title, fate }: PlayedOrder,
): Promise<OrderFigures> {
  const order = await api.query<OrderBody>(finance, `/v1/orders/${orderId}`);
  return {
    ...{ orderId, title, fate },
    creatorId: order.creator_id,
    currency: order.price.currency,
    priceMinor: BigInt(order.price.amount_minor),
    pendingMinor: order.state === 'accepted' ? BigInt(order.earning.amount_minor) : 0n,
    money: moneyOf(order),
  };
}

function moneyOf({ money }: OrderBody): Money {
  return {
    paid: BigInt(money.paid_minor),
    refunded: BigInt(money.refunded_minor),
    earned: BigInt(money.earned_minor),
    fee: BigInt(money.fee_minor),
    held: BigInt(money.held_minor),
    'charged back': BigInt(money.charged_back_minor),
  };
}

async function reportsOf(
  api: ApiClient,
  finance: Person,
  column: Report['column'],
  type: string,
): Promise<Report[]> {
  const entries = await allOf<AuditEntry>(api, finance, `/v1/audit?type=${type}&limit=100`);
  return entries.map(({ order_id: orderId, currency, amount_minor }) => ({
    ...{ column, orderId, currency },
    amountMinor: BigInt(amount_minor),
  }));
}

async function earningsOf(api: ApiClient, creator: Creator): Promise<CreatorEarnings[]> {
  const { data } = await api.query<EarningsSummary>(creator, '/v1/earnings/summary');
  return data.map(({ currency, pending_minor, in_hold_minor, past_hold_minor, disputed_minor }) => ({
    ...{ creatorId: creator.id, currency },
    pendingMinor: BigInt(pending_minor),
    earnedMinor: BigInt(in_hold_minor) + BigInt(past_hold_minor) + BigInt(disputed_minor),
  }));
}

async function allOf<Item>(api: ApiClient, reader: Person, list: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  let after = '';
  for (;;) {
    const { data, next_cursor } = await api.query<Page<Item>>(reader, `${list}${after}`);
    items.push(...data);
    if (next_cursor === undefined) return items;
    after = `&starting_after=${encodeURIComponent(next_cursor)}`;
  }
}

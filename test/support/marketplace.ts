import type { ApiClient, Caller, Command, Json, List } from './api-client.js';
import { until } from './until.js';
import { uploadSample } from './upload.js';

/** What tests do all the time, told in the product's words. Each of these ends when the fact is there to be read. */
export interface Price {
  readonly amount_minor: number;
  readonly currency: string;
}

export interface Person {
  readonly id: string;
  readonly caller: Caller;
}

export interface OrderMoney {
  readonly paid_minor: number;
  readonly refunded_minor: number;
  readonly earned_minor: number;
  readonly fee_minor: number;
  readonly held_minor: number;
  readonly charged_back_minor: number;
}

/** An order over HTTP, as far as tests read it. */
export interface OrderBody {
  readonly order_id: string;
  readonly state: string;
  readonly ending: string | null;
  readonly refund: string;
  readonly refund_promise: {
    readonly due_at: string;
    readonly sent_at: string | null;
    readonly reference: string | null;
    readonly confirmed_at: string | null;
  } | null;
  readonly chargeback: string;
  readonly chargeback_funds: {
    readonly withdrawn_minor: number;
    readonly reinstated_minor: number;
    readonly fee_minor: number;
  } | null;
  readonly evidence_due_by: string | null;
  readonly payment: string;
  readonly payment_id: string | null;
  readonly brief: string;
  readonly open: boolean;
  readonly price: Price;
  readonly fee: Price;
  readonly earning: Price;
  readonly money: OrderMoney;
  readonly placed_at: string;
  readonly due_at: string | null;
  readonly stars: number | null;
  readonly comment: string | null;
  readonly revision: string;
}

export const PRICE: Price = { amount_minor: 15_000, currency: 'TRY' };
export const DAY_SECONDS = 24 * 3600;

let people = 0;

export interface FanDetails {
  readonly name?: string;
  readonly market?: string;
}

export async function newFan(
  api: ApiClient,
  { name = 'Deniz', market = 'TR' }: FanDetails = {},
): Promise<Person> {
  const caller = await api.as(`fan ${String((people += 1))}`, 'fan');
  const { fan_id } = await caller.post<Command & { fan_id: string }>('/v1/fans', { name, market });
  return { id: fan_id, caller };
}

export interface CreatorDetails {
  readonly name?: string;
  readonly market?: string;
  readonly born_on?: string;
  readonly followers?: number;
  readonly price?: Price;
  readonly most_open_orders?: number | null;
}

export async function newCreator(api: ApiClient, details: CreatorDetails = {}): Promise<Person> {
  const { name = 'Ada', market = 'TR', born_on = '1990-05-17', followers = 120_000 } = details;
  const { price = PRICE, most_open_orders = null } = details;
  const caller = await api.as(`creator ${String((people += 1))}`, 'creator');
  const registered = { name, born_on, followers, market };
  const { creator_id } = await caller.post<Command & { creator_id: string }>('/v1/creators', registered);
  await caller.post('/v1/creators/me/offering', { price, most_open_orders });
  return { id: creator_id, caller };
}

export const staff = (api: ApiClient, role: 'finance' | 'support' | 'admin'): Promise<Caller> =>
  api.as(`${role} 1`, role);

export interface OrderDetails {
  readonly price?: Price;
  readonly brief?: string;
  readonly payment_method?: string;
  readonly quote_id?: string;
}

export const orderOf = (creator: Person, details: OrderDetails = {}): Json => ({
  creator_id: creator.id,
  price: PRICE,
  brief: 'Please sing for my aunt.',
  payment_method: 'pm_card_visa',
  ...details,
});

/** Not paid yet: that comes by itself. */
export async function placeOrder(fan: Person, creator: Person, details?: OrderDetails): Promise<string> {
  const placed = await fan.caller.post<Command & { order_id: string }>(
    '/v1/orders',
    orderOf(creator, details),
  );
  return placed.order_id;
}

export const readOrder = ({ caller }: Pick<Person, 'caller'>, orderId: string): Promise<OrderBody> =>
  caller.get<OrderBody>(`/v1/orders/${orderId}`);

export const orderThat = (
  reader: Pick<Person, 'caller'>,
  orderId: string,
  holds: (order: OrderBody) => boolean,
): Promise<OrderBody> => until(() => readOrder(reader, orderId), holds);

export async function paidOrder(fan: Person, creator: Person, details?: OrderDetails): Promise<string> {
  const orderId = await placeOrder(fan, creator, details);
  await orderThat(fan, orderId, ({ state }) => state === 'awaiting_acceptance');
  return orderId;
}

export async function acceptedOrder(fan: Person, creator: Person, details?: OrderDetails): Promise<string> {
  const orderId = await paidOrder(fan, creator, details);
  await creator.caller.post(`/v1/orders/${orderId}/accept`);
  return orderId;
}

export async function deliveredOrder(fan: Person, creator: Person, details?: OrderDetails): Promise<string> {
  const orderId = await acceptedOrder(fan, creator, details);
  await deliver(creator, orderId);
  return orderId;
}

export async function deliver(creator: Person, orderId: string): Promise<string> {
  const video_id = await uploadSample(creator.caller, orderId);
  await creator.caller.post(`/v1/orders/${orderId}/deliver`, { video_id });
  return video_id;
}

/** Moves the clock, and meets what is due. */
export async function advance(api: ApiClient, seconds: number): Promise<void> {
  await api.anyone().post('/v1/test-clock/advance', { seconds });
}

/** The order once the provider has said that the money went back. */
export const refundedOrder = (reader: Pick<Person, 'caller'>, orderId: string): Promise<OrderBody> =>
  orderThat(reader, orderId, ({ refund }) => refund === 'issued');

/** product.md, "Money, always true", 2: zero, always. */
export const unaccountedMinor = (money: OrderMoney): number =>
  money.paid_minor -
  money.refunded_minor -
  money.earned_minor -
  money.fee_minor -
  money.held_minor -
  money.charged_back_minor;

/** Each account of the ledger with its balance, of markets with one currency; `finance` is somebody of it. */
export async function ledgerBalances(finance: Caller): Promise<Readonly<Record<string, number>>> {
  const { data } = await finance.get<List>('/v1/ledger/balances');
  return Object.fromEntries(data.map((each) => [String(each['account']), Number(each['balance_minor'])]));
}

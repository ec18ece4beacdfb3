import type { EventStore, JsonObject, Position } from '../../../src/application/ports/event-store.js';

/**
 * The books by somebody who knows the documentation and none of the product's code: reads the JSON of the events as it is stored, whole, and
 * keeps everything in memory.
 */
export interface OwnSums {
  /** By `account currency`: what all its postings come to, debits less credits. */
  readonly balances: ReadonlyMap<string, number>;
  /** By currency. */
  readonly debits: ReadonlyMap<string, number>;
  readonly postings: number;
  /** By `creator currency`, `day currency market` and so on. */
  readonly earned: ReadonlyMap<string, number>;
  readonly takenBack: ReadonlyMap<string, number>;
  readonly fees: ReadonlyMap<string, number>;
  /** By currency: of orders that any refund was ever begun for, and of parts that were given back in the dashboard. */
  readonly refunds: ReadonlyMap<
    string,
    { readonly count: number; readonly amount: number; readonly issued: number }
  >;
  /** Orders that wait for money of the fan. */
  readonly unpaid: number;
  /** By creator and currency: what is owed. */
  readonly owed: ReadonlyMap<string, number>;
}

interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}
type Data = Readonly<Record<string, string>>;

class Sums extends Map<string, number> {
  plus(key: string, amount: number): void {
    this.set(key, (this.get(key) ?? 0) + amount);
  }
}

/** What was asked for, and what has gone back by it: that is what the next one adds to. */
interface Refund {
  asked: number;
  back: number;
}

interface Event {
  readonly type: string;
  readonly data: JsonObject;
  readonly position: Position;
  readonly recordedAt: string;
}

export async function eventsOf(store: EventStore, upTo: Position): Promise<readonly Event[]> {
  const all = await store.readAll({ limit: 1_000_000 });
  return all.filter(({ position }) => position <= upTo);
}

const FLOWS: Readonly<Record<string, readonly [sign: number, amount: string]>> = {
  RefundIssued: [1, 'amount'],
  PartRefunded: [1, 'amount'],
  RefundFailed: [-1, 'cameBack'],
  PartRefundReturned: [-1, 'amount'],
};

const OVER_UNPAID = ['OrderLapsed', 'OrderWithdrawn', 'FundsHeld', 'RefundIssued', 'ChargebackOpened'];

class Bookkeeper {
  readonly balances = new Sums();
  readonly debits = new Sums();
  readonly earned = new Sums();
  readonly takenBack = new Sums();
  readonly fees = new Sums();
  readonly owed = new Sums();
  readonly markets = new Map<string, string>();
  readonly prices = new Map<string, Money>();
  readonly refunds = new Map<string, Refund>();
  readonly parts = new Map<string, Money>();
  /** By currency: what has gone back to fans, less what came back. */
  readonly givenBack = new Sums();
  readonly unpaid = new Set<string>();
  readonly payouts = new Map<string, string>();
  postings = 0;

  /** What each kind of event does to the books. */
  readonly #rules: Readonly<Record<string, (data: Data, orderId: string) => void>> = {
    OrderPlaced: (data, orderId) => {
      this.markets.set(orderId, data['market'] ?? '');
      this.prices.set(orderId, moneyIn(data, 'price') ?? NO_MONEY);
      this.unpaid.add(orderId);
    },
    FundsHeld: (data) => this.#move('held_for_orders', 'provider_clearing', moneyIn(data, 'amount')),
    RefundIssued: (data) => this.#move('provider_clearing', 'held_for_orders', moneyIn(data, 'amount')),
    PartRefunded: (data) => this.#move('provider_clearing', 'held_for_orders', moneyIn(data, 'amount')),
    PartRefundReturned: (data) => this.#move('held_for_orders', 'provider_clearing', moneyIn(data, 'amount')),
    VideoDelivered: (data) => {
      const givenBack = moneyIn(data, 'givenBack');
      this.#move('held_for_orders', 'platform_fees', givenBack);
      if (givenBack !== null) this.fees.plus(givenBack.currency, -givenBack.amountMinor);
    },
    RefundFailed: (data) => this.#move('held_for_orders', 'provider_clearing', moneyIn(data, 'cameBack')),
    ChargebackLost: (data) => this.#move('chargebacks', 'held_for_orders', moneyIn(data, 'heldMoney')),
    ChargebackFundsWithdrawn: (data) => this.#provider(data, 1),
    ChargebackFundsReinstated: (data) => this.#provider(data, -1),
    PayoutReserved: (data) => this.#payout(data, 'creator_payable', 'payouts_in_transit'),
    PayoutPaid: (data) => this.#move('bank', 'payouts_in_transit', moneyIn(data, 'amount')),
    PayoutFailed: (data) => this.#payout(data, 'payouts_in_transit', 'creator_payable'),
    PayoutReturned: (data) => this.#returned(data),
    EarningEarned: (data, orderId) => this.#earn(this.earned, data, orderId, 1),
    EarningTakenBack: (data, orderId) => this.#earn(this.takenBack, data, orderId, -1),
  };

  take({ type, data: json }: Event): void {
    const data = json as unknown as Data;
    const { orderId = '' } = data;
    const part = partOf(data, orderId);
    if (type === 'PartRefunded') this.parts.set(part, someMoneyIn(data, 'amount'));
    this.#flow(type, data);
    if (type === 'PartRefundReturned' && !this.parts.has(part)) this.#ownReturned(data, orderId);
    this.#refund(type, data, orderId);
    if (OVER_UNPAID.includes(type)) this.unpaid.delete(orderId);
    this.#rules[type]?.(data, orderId);
  }

  refundSums(): OwnSums['refunds'] {
    const sums = new Map<string, { count: number; amount: number; issued: number }>();
    const parts = [...this.parts.values()].map(({ amountMinor, currency }) => ({
      asked: amountMinor,
      currency,
    }));
    const whole = [...this.refunds].map(([orderId, refund]) => ({
      ...refund,
      currency: this.prices.get(orderId)?.currency ?? '',
    }));
    for (const { asked, currency } of [...whole, ...parts]) {
      const { count, amount } = sums.get(currency) ?? { count: 0, amount: 0 };
      const issued = this.givenBack.get(currency) ?? 0;
      sums.set(currency, { count: count + 1, amount: amount + asked, issued });
    }
    return sums;
  }

  /** By which fans get money, or it comes back of them. */
  #flow(type: string, data: Data): void {
    const [sign, field] = FLOWS[type] ?? [0, ''];
    const moved = moneyIn(data, field);
    if (moved !== null) this.givenBack.plus(moved.currency, sign * moved.amountMinor);
  }

  /** The refund of the order came back after a part of it had. */
  #ownReturned(data: Data, orderId: string): void {
    const refund = this.refunds.get(orderId);
    if (refund !== undefined) refund.back -= someMoneyIn(data, 'amount').amountMinor;
  }

  #refund(type: string, data: Data, orderId: string): void {
    const { amountMinor } = someMoneyIn(data, 'amount');
    const part = partOf(data, orderId);
    if (!/^Refund(Requested|Pending|Issued|Failed)$/.test(type)) return;
    const refund = this.refunds.get(orderId) ?? { asked: 0, back: 0 };
    this.refunds.set(orderId, refund);
    if (type === 'RefundRequested') refund.asked = refund.back + amountMinor;
    if (type === 'RefundIssued') refund.back += amountMinor;
    const cameBack = type === 'RefundFailed' ? someMoneyIn(data, 'cameBack').amountMinor : 0;
    if (cameBack > 0 && !this.parts.has(part)) refund.back -= cameBack;
    refund.asked = Math.max(refund.asked, refund.back);
  }

  #post(account: string, currency: string, amount: number): void {
    if (amount === 0) return;
    this.postings += 1;
    this.balances.plus(`${account} ${currency}`, amount);
    if (amount > 0) this.debits.plus(currency, amount);
  }

  #move(from: string, to: string, moved: Money | null): void {
    if (moved === null) return;
    this.#post(to, moved.currency, moved.amountMinor);
    this.#post(from, moved.currency, -moved.amountMinor);
  }

  /** Without debts: the stories have none that a payout settles. */
  #payout(data: Data, from: string, to: string): void {
    this.#move(to, from, moneyIn(data, 'amount'));
    this.payouts.set(data['payoutId'] ?? '', from === 'creator_payable' ? 'reserved' : 'undone');
  }

  /** The platform bears what the bank has taken of it. */
  #returned(data: Data): void {
    const { amountMinor, currency } = someMoneyIn(data, 'amount');
    const taken = someMoneyIn(data, 'charges').amountMinor;
    this.#post('bank', currency, amountMinor - taken);
    this.#post('bank_fees', currency, taken);
    this.#post('creator_payable', currency, -amountMinor);
    this.payouts.set(data['payoutId'] ?? '', 'undone');
    this.fees.plus(currency, -taken);
  }

  #provider(data: Data, sign: number): void {
    const { amountMinor, currency } = moneyIn(data, 'amount') ?? NO_MONEY;
    const fee = moneyIn(data, 'fee')?.amountMinor ?? 0;
    this.#post('chargebacks', currency, sign * amountMinor);
    this.#post('provider_fees', currency, sign * fee);
    this.#post('provider_clearing', currency, -sign * (amountMinor + fee));
    this.fees.plus(currency, -sign * fee);
  }

  #earn(into: Sums, data: Data, orderId: string, sign: number): void {
    const { creatorId = '', earnedAt, takenBackAt = '' } = data;
    const { currency, amountMinor: priceMinor } = someMoneyIn(data, 'price');
    const { amountMinor: feeMinor } = someMoneyIn(data, 'fee');
    const { amountMinor: earningMinor } = someMoneyIn(data, 'earning');
    const market = this.markets.get(orderId) ?? '';
    const day = (earnedAt ?? takenBackAt).slice(0, 10);
    const periods = [day, day.slice(0, 7)].map((period) => `${period} ${currency} ${market}`);
    for (const key of [`${creatorId} ${currency}`, ...periods, currency, `${currency} ${market}`])
      into.plus(key, earningMinor);
    this.fees.plus(currency, sign * feeMinor);
    this.owed.plus(`${creatorId} ${currency}`, sign * earningMinor);
    this.#post(sign === 1 ? 'held_for_orders' : 'chargebacks', currency, sign * priceMinor);
    const isOwed = moneyIn(data, 'owed') !== null;
    this.#post(isOwed ? 'creator_receivable' : 'creator_payable', currency, -sign * earningMinor);
    this.#post('platform_fees', currency, -sign * feeMinor);
  }
}

const partOf = (data: Data, orderId: string): string => `${orderId} ${data['refundId'] ?? ''}`;

const NO_MONEY: Money = { amountMinor: 0, currency: '' };

const moneyIn = (data: Data, name: string): Money | null => (data[name] ?? null) as unknown as Money | null;

const someMoneyIn = (data: Data, name: string): Money => moneyIn(data, name) ?? NO_MONEY;

export function ownSums(events: readonly Event[]): OwnSums {
  const books = new Bookkeeper();
  for (const event of events) books.take(event);
  const { balances, debits, earned, takenBack, fees, owed, postings, unpaid } = books;
  return {
    ...{ balances, debits, earned, takenBack, fees, owed, postings },
    ...{ refunds: books.refundSums(), unpaid: unpaid.size },
  };
}

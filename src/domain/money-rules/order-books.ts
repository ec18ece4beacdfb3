import type { EventOf, EventType, ShoutoutsEvent } from '../all-events.js';
import { entryOf } from '../ledger/journal.js';
import type { JournalEntry } from '../ledger/ledger.js';
import { type Currency, type Money, sameMoney } from '../money.js';
import { ENDING_TYPES } from '../order/endings.js';
import type { Instant } from '../time.js';
import { broken, type MoneyRule } from './rules.js';

/**
 * What an auditor notes down of one order while reading the log, who knows the rules and nothing of deciders. Amounts are minor units
 * of the currency.
 */
export interface OrderBooks {
  readonly orderId: string;
  readonly creatorId: string;
  readonly price: Money;
  readonly fee: Money;
  readonly earning: Money;
  readonly heldMinor: bigint;
  /** Its creator has accepted, and waits for what delivering brings. */
  readonly isPending: boolean;
  readonly isDelivered: boolean;
  /** Since when it is over; `null` while it is not. */
  readonly overSince: Instant | null;
  readonly refund: 'none' | 'under_way' | 'issued' | 'failed';
  readonly chargeback: 'none' | 'open' | 'won' | 'lost';
  /** Taken by the bank, and not given back. */
  readonly withdrawnMinor: bigint;
}

export interface Noted {
  /** `undefined` of an order that was never placed. */
  readonly books: OrderBooks | undefined;
  readonly broken: readonly MoneyRule[];
}

/** What is noted down of a further event; `null` where it says nothing about the money of an order. */
export function note(before: OrderBooks | undefined, event: ShoutoutsEvent, at: Instant): Noted | null {
  if (event.type === 'OrderPlaced') return begin(before, event.data);
  const entry = entryOf(event);
  // TypeScript does not see that the data of an event is that of its type.
  const says = NOTES[event.type] as Note<EventType> | undefined;
  const isOver = OVER.has(event.type);
  if (entry === null && says === undefined && !isOver) return null;
  if (before === undefined) return { books: undefined, broken: ['begun'] };
  const posted = entry === null ? NOTHING : post(before, entry);
  const said = says === undefined ? NOTHING : { ...NOTHING, ...says(before, event.data) };
  const overSince = before.overSince ?? (isOver ? at : null);
  return {
    books: { ...before, ...posted.then, ...said.then, overSince },
    broken: [...posted.broken, ...said.broken],
  };
}

/** Whether the order holds what it should not hold any more: the log has come to an end, and nothing is on its way. */
export const leavesSomething = (books: OrderBooks): boolean =>
  books.overSince !== null && (books.isPending || (books.heldMinor !== 0n && !isOnItsWay(books)));

const isOnItsWay = ({ chargeback, isDelivered, refund }: OrderBooks): boolean =>
  chargeback === 'open' || (!isDelivered && (refund === 'under_way' || refund === 'failed'));

const OVER: ReadonlySet<string> = new Set(ENDING_TYPES);

function begin(
  before: OrderBooks | undefined,
  { orderId, creatorId, price, fee, earning }: EventOf<'OrderPlaced'>['data'],
): Noted {
  if (before !== undefined) return { books: before, broken: ['placed_once'] };
  const isSplit =
    fee.amountMinor >= 0n &&
    earning.amountMinor >= 0n &&
    fee.amountMinor + earning.amountMinor === price.amountMinor;
  return {
    books: {
      ...{ orderId, creatorId, price, fee, earning, heldMinor: 0n },
      ...{ isPending: false, isDelivered: false, overSince: null, refund: 'none', chargeback: 'none' },
      withdrawnMinor: 0n,
    },
    broken: [
      ...broken(isSplit, 'parts_of_price'),
      ...broken([fee, earning].every(isIn(price.currency)), 'one_currency'),
    ],
  };
}

function post(books: OrderBooks, { currency, postings }: JournalEntry): Required<Said> {
  const sum = postings.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  const heldMinor = postings.reduce(
    (held, { account, amountMinor }) => (account === 'held_for_orders' ? held - amountMinor : held),
    books.heldMinor,
  );
  return {
    then: { heldMinor },
    broken: [
      ...broken(sum === 0n, 'balanced_entry'),
      ...broken(currency === books.price.currency, 'one_currency'),
      ...broken(heldMinor >= 0n && heldMinor <= books.price.amountMinor, 'never_more_than_held'),
    ],
  };
}

interface Said {
  readonly then?: Partial<OrderBooks>;
  readonly broken?: readonly MoneyRule[];
}

type Note<Type extends EventType> = (books: OrderBooks, data: EventOf<Type>['data']) => Said;

const NOTHING: Required<Said> = { then: {}, broken: [] };

/** What an event says beside what it posts. */
const NOTES: { readonly [Type in EventType]?: Note<Type> } = {
  FundsHeld: ({ price }, { amount }) => ({ broken: broken(sameMoney(amount, price), 'held_in_full') }),
  VideoDelivered: ({ price, heldMinor, refund }, { givenBack }) => ({
    then: { isDelivered: true },
    broken: [
      ...broken(heldMinor + (givenBack?.amountMinor ?? 0n) === price.amountMinor, 'paid_before_delivered'),
      ...broken(refund === 'none', 'delivered_or_refunded'),
    ],
  }),
  RefundRequested: ({ heldMinor, isDelivered }, { amount }) => ({
    then: { refund: 'under_way' },
    broken: [
      ...broken(amount.amountMinor === heldMinor, 'refunded_in_full'),
      ...broken(!isDelivered, 'delivered_or_refunded'),
    ],
  }),
  RefundIssued: ({ heldMinor, isDelivered }, { amount }) => ({
    then: { refund: 'issued' },
    broken: [
      ...broken(amount.amountMinor === heldMinor, 'refunded_in_full'),
      ...broken(!isDelivered, 'delivered_or_refunded'),
    ],
  }),
  PartRefunded: ({ heldMinor, isDelivered }, { amount: { amountMinor } }) => ({
    broken: [
      ...broken(amountMinor > 0n && amountMinor < heldMinor, 'refunded_by_hand'),
      ...broken(!isDelivered, 'delivered_or_refunded'),
    ],
  }),
  PartRefundReturned: ({ price, heldMinor }, { amount: { amountMinor } }) => ({
    broken: broken(amountMinor > 0n && heldMinor + amountMinor <= price.amountMinor, 'refunded_by_hand'),
  }),
  RefundFailed: () => ({ then: { refund: 'failed' } }),
  ChargebackOpened: () => ({ then: { chargeback: 'open' } }),
  ChargebackFundsWithdrawn: (books, { amount }) => withdraw(books, amount.amountMinor),
  ChargebackFundsReinstated: (books, { amount }) => withdraw(books, -amount.amountMinor),
  ChargebackWon: () => ({ then: { chargeback: 'won' } }),
  ChargebackLost: () => ({ then: { chargeback: 'lost' } }),
  EarningPending: () => ({ then: { isPending: true } }),
  EarningLost: () => ({ then: { isPending: false } }),
  EarningEarned: (books, { creatorId, price, fee, earning }) => ({
    then: { isPending: false },
    broken: broken(
      books.isDelivered &&
        creatorId === books.creatorId &&
        sameMoney(price, books.price) &&
        sameMoney(fee, books.fee) &&
        sameMoney(earning, books.earning),
      'earned_by_delivery',
    ),
  }),
  EarningTakenBack: ({ chargeback }) => ({
    broken: broken(chargeback === 'lost', 'taken_back_by_chargeback'),
  }),
};

function withdraw({ chargeback, price, withdrawnMinor: before }: OrderBooks, movedMinor: bigint): Said {
  const withdrawnMinor = before + movedMinor;
  const isTaken = chargeback !== 'none' && withdrawnMinor >= 0n && withdrawnMinor <= price.amountMinor;
  return { then: { withdrawnMinor }, broken: broken(isTaken, 'taken_with_chargeback') };
}

const isIn =
  (currency: Currency) =>
  (amount: Money): boolean =>
    amount.currency === currency;

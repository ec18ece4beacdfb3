import type { EventOf, EventType, ShoutoutsEvent } from '../all-events.js';
import type { PayoutRailName } from '../creator-account/payout-events.js';
import type { CreatorId, OrderId, PayoutId } from '../ids.js';
import { money, type Money } from '../money.js';
import { leavesProvider } from '../reconciliation/bank-movement.js';
import { endOfDay, type Instant } from '../time.js';
import type { JournalEntry, LedgerAccount, Posting } from './ledger.js';

type EntryOf<Type extends EventType> = (data: EventOf<Type>['data']) => JournalEntry | null;

/** What is posted for each kind of event that moves money. Each follows from its event alone: the same log gives the same ledger. */
const ENTRIES: { readonly [Type in EventType]?: EntryOf<Type> } = {
  FundsHeld: ({ orderId, amount, heldAt }) =>
    entry(orderId, heldAt, amount, [debit('provider_clearing', amount), credit('held_for_orders', amount)]),

  RefundIssued: ({ orderId, amount, issuedAt }) =>
    entry(orderId, issuedAt, amount, [debit('held_for_orders', amount), credit('provider_clearing', amount)]),

  PartRefunded: ({ orderId, amount, refundedAt }) =>
    entry(orderId, refundedAt, amount, [
      debit('held_for_orders', amount),
      credit('provider_clearing', amount),
    ]),

  PartRefundReturned: ({ orderId, amount, returnedAt }) =>
    entry(orderId, returnedAt, amount, [
      debit('provider_clearing', amount),
      credit('held_for_orders', amount),
    ]),

  // So that the whole price is there for the creator and the fee.
  VideoDelivered: ({ orderId, givenBack, deliveredAt }) =>
    givenBack &&
    entry(orderId, deliveredAt, givenBack, [
      debit('platform_fees', givenBack),
      credit('held_for_orders', givenBack),
    ]),

  // Of a refund that had been called issued: the reversal of that entry.
  RefundFailed: ({ orderId, cameBack, failedAt }) =>
    cameBack &&
    entry(orderId, failedAt, cameBack, [
      debit('provider_clearing', cameBack),
      credit('held_for_orders', cameBack),
    ]),

  EarningEarned: ({ orderId, creatorId, price, fee, earning, earnedAt }) =>
    entry(orderId, earnedAt, price, [
      debit('held_for_orders', price),
      credit('creator_payable', earning, creatorId),
      credit('platform_fees', fee),
    ]),

  // What was paid out already is owed by the creator.
  EarningTakenBack: ({ orderId, creatorId, price, fee, earning, owed, takenBackAt }) =>
    entry(orderId, takenBackAt, price, [
      debit(owed === null ? 'creator_payable' : 'creator_receivable', earning, creatorId),
      debit('platform_fees', fee),
      credit('chargebacks', price),
    ]),

  PayoutReserved: ({ payoutId, creatorId, earned, debtSettled, amount, reservedAt }) =>
    payoutEntry(payoutId, reservedAt, amount, [
      debit('creator_payable', earned, creatorId),
      credit('creator_receivable', debtSettled, creatorId),
      credit('payouts_in_transit', amount, creatorId),
    ]),

  PayoutPaid: ({ payoutId, creatorId, rail, amount, paidAt }) =>
    payoutEntry(payoutId, paidAt, amount, [
      debit('payouts_in_transit', amount, creatorId),
      credit(PAID_FROM[rail], amount),
    ]),

  PayoutFailed: ({ failedAt, ...undone }) =>
    undoneEntry(undone, failedAt, [debit('payouts_in_transit', undone.amount, undone.creatorId)]),

  // What had come back in parts was owed to the creator: it is payable again with the rest, and not owed any more.
  PayoutReturned: ({ returnedAt, rail, returnedBefore, charges, ...undone }) => {
    const nothing = money(0n, undone.amount.currency);
    const [before, taken] = [returnedBefore ?? nothing, charges ?? nothing];
    const rest = difference(difference(undone.amount, before), taken);
    return undoneEntry({ ...undone, debtSettled: sum(undone.debtSettled, before) }, returnedAt, [
      debit(PAID_FROM[rail], rest),
      debit('bank_fees', taken),
    ]);
  },

  PayoutPartReturned: ({ payoutId, creatorId, rail, amount, returnedAt }) =>
    payoutEntry(payoutId, returnedAt, amount, [
      debit(PAID_FROM[rail], amount),
      credit('creator_receivable', amount, creatorId),
    ]),

  ChargebackFundsWithdrawn: ({ orderId, amount, fee, withdrawnAt }) =>
    entry(orderId, withdrawnAt, amount, [
      debit('chargebacks', amount),
      debit('provider_fees', fee),
      credit('provider_clearing', sum(amount, fee)),
    ]),

  ChargebackFundsReinstated: ({ orderId, amount, fee, reinstatedAt }) =>
    entry(orderId, reinstatedAt, amount, [
      debit('provider_clearing', sum(amount, fee)),
      credit('chargebacks', amount),
      credit('provider_fees', fee),
    ]),

  // Of an order that was delivered, the account tells what is taken back.
  ChargebackLost: ({ orderId, heldMoney, lostAt }) =>
    heldMoney &&
    entry(orderId, lostAt, heldMoney, [
      debit('held_for_orders', heldMoney),
      credit('chargebacks', heldMoney),
    ]),

  // Of payments of a day, and so within that day, whenever it is compared. Those of chargebacks are told with them.
  ProviderFeesTaken: ({ fee: taken, day, takenAt }) => ({
    ...{ orderId: null, payoutId: null, currency: taken.currency },
    effectiveAt: earlierOf(takenAt, endOfDay(day)),
    postings: [debit('provider_fees', taken), credit('provider_clearing', taken)],
  }),

  ProviderBankMovementFound: ({ kind, amount, movedAt }) => {
    const [to, from] = leavesProvider(kind)
      ? (['bank', 'provider_clearing'] as const)
      : (['provider_clearing', 'bank'] as const);
    return {
      ...{ orderId: null, payoutId: null, currency: amount.currency, effectiveAt: movedAt },
      postings: [debit(to, amount), credit(from, amount)],
    };
  },

  MoneyCaseClosingApproved: ({ movement: { from, to, amount }, approvedAt }) => ({
    ...{ orderId: null, payoutId: null, currency: amount.currency, effectiveAt: approvedAt },
    postings: [debit(to, amount), credit(from, amount)],
  }),
};

export const MONEY_EVENT_TYPES = Object.keys(ENTRIES) as readonly EventType[];

/** What the event means for the money; `null` when it moves none. */
export function entryOf(event: ShoutoutsEvent): JournalEntry | null {
  // TypeScript does not see that the data of an event is that of its type.
  const entryOfType = ENTRIES[event.type] as EntryOf<EventType> | undefined;
  return entryOfType?.(event.data) ?? null;
}

/** Where the money of a rail goes out from. */
const PAID_FROM: Readonly<Record<PayoutRailName, LedgerAccount>> = {
  stripe_transfers: 'provider_clearing',
  bank_transfers: 'bank',
};

/** A day may be compared before it is over. */
const earlierOf = (a: Instant, b: Instant): Instant => (a < b ? a : b);

const entry = (
  orderId: OrderId,
  effectiveAt: Instant,
  { currency }: Money,
  postings: readonly Posting[],
): JournalEntry => ({
  orderId,
  payoutId: null,
  currency,
  effectiveAt,
  postings: postings.filter(isSomething),
});

const payoutEntry = (
  payoutId: PayoutId,
  effectiveAt: Instant,
  { currency }: Money,
  postings: readonly Posting[],
): JournalEntry => ({
  orderId: null,
  payoutId,
  currency,
  effectiveAt,
  postings: postings.filter(isSomething),
});

type Undone = Omit<EventOf<'PayoutFailed'>['data'], 'failedAt'>;

/** What was reserved is payable again, but for what was taken back meanwhile: that is neither payable nor owed any more. */
const undoneEntry = (
  { payoutId, creatorId, earned, debtSettled, takenBack, amount }: Undone,
  effectiveAt: Instant,
  cameFrom: readonly Posting[],
): JournalEntry =>
  payoutEntry(payoutId, effectiveAt, amount, [
    ...cameFrom,
    debit('creator_receivable', difference(debtSettled, takenBack), creatorId),
    credit('creator_payable', difference(earned, takenBack), creatorId),
  ]);

/** A free order has a fee of nothing: what is nothing is not posted. */
const isSomething = ({ amountMinor }: Posting): boolean => amountMinor !== 0n;

const sum = (a: Money, b: Money): Money => money(a.amountMinor + b.amountMinor, a.currency);

const difference = (a: Money, b: Money): Money => money(a.amountMinor - b.amountMinor, a.currency);

const debit = (
  account: LedgerAccount,
  { amountMinor }: Money,
  creatorId: CreatorId | null = null,
): Posting => ({ account, amountMinor, creatorId });

const credit = (
  account: LedgerAccount,
  { amountMinor }: Money,
  creatorId: CreatorId | null = null,
): Posting => ({ account, amountMinor: -amountMinor, creatorId });

import { Map as PersistentMap } from 'immutable';
import type { CreatorId, OrderId, PayoutId } from '../ids.js';
import type { Currency } from '../money.js';
import type { Chargeback } from '../order/order.js';
import type { Instant } from '../time.js';
import type { Amounts, CreatorAccountEvent, EarningEvent } from './events.js';
import {
  BANK_MAY_HAVE_PAID,
  type HoldReason,
  type PayoutEvent,
  type PayoutReserved,
} from './payout-events.js';

/** What one order brings its creator, as far as it has come. What a lost chargeback took back is no longer earned. */
export type Earning = (Amounts & { readonly status: 'pending' }) | { readonly status: 'lost' } | Earned;

export type Earned = Amounts & {
  readonly status: 'earned';
  readonly availableAt: Instant;
  readonly chargeback: Chargeback;
  /** What pays it out, or has; `null` while nothing does. */
  readonly payoutId: PayoutId | null;
};

export type PayoutStatus = 'reserved' | 'unknown' | 'sent' | 'paid' | 'failed' | 'returned';

export type Payout = Omit<PayoutReserved['data'], 'creatorId' | 'reservedAt'> & {
  readonly status: PayoutStatus;
  /** What the rail calls it; `null` before it has told. */
  readonly reference: string | null;
  /** How often in a row its outcome stayed unknown, and since when. */
  readonly failures: number;
  readonly unknownSince: Instant | null;
  /** What of it came back, in minor units, while the rest stays paid. */
  readonly returnedMinor: bigint;
  /** A bank may have paid it unasked: it goes into no file. */
  readonly isDoubted: boolean;
};

/** What one creator has earned in one currency, order by order. A creator has as many accounts as currencies. */
export interface CreatorAccount {
  /** Persistent: an account has all orders that its creator ever accepted, and each event changes one of them. */
  readonly earnings: PersistentMap<OrderId, Earning>;
  readonly payouts: PersistentMap<PayoutId, Payout>;
  /** Lines of runs that will never be reserved, and why. */
  readonly refused: PersistentMap<PayoutId, string>;
  /**
   * What was paid out or is on its way, was taken back, and is not settled by a payout, in minor units. Negative where a payout
   * that had settled it left more than was due.
   */
  readonly owedMinor: bigint;
  readonly hold: HoldReason | 'difference' | null;
  /** Each difference is told once. */
  readonly differences: readonly string[];
}

export const creatorAccountId = (creatorId: CreatorId, currency: Currency): string =>
  `${creatorId}.${currency}`;

export const initialCreatorAccount: CreatorAccount = {
  earnings: PersistentMap(),
  payouts: PersistentMap(),
  refused: PersistentMap(),
  owedMinor: 0n,
  hold: null,
  differences: [],
};

export function evolveCreatorAccount(account: CreatorAccount, event: CreatorAccountEvent): CreatorAccount {
  switch (event.type) {
    case 'EarningPending':
    case 'EarningLost':
    case 'EarningEarned':
    case 'EarningDisputed':
    case 'EarningReleased':
      return { ...account, earnings: evolveEarnings(account.earnings, event) };
    case 'EarningTakenBack':
      return {
        ...account,
        earnings: evolveEarnings(account.earnings, event),
        owedMinor: account.owedMinor + (event.data.owed?.amountMinor ?? 0n),
      };
    case 'PayoutRefused':
      return { ...account, refused: account.refused.set(event.data.payoutId, event.data.code) };
    case 'PayoutHoldPlaced':
      return { ...account, hold: event.data.reason };
    case 'PayoutHoldReleased':
      return { ...account, hold: null };
    default:
      return evolvePayouts(account, event);
  }
}

function evolveEarnings(
  earnings: CreatorAccount['earnings'],
  { type, data }: EarningEvent,
): CreatorAccount['earnings'] {
  const { orderId } = data;
  switch (type) {
    case 'EarningPending':
      return earnings.set(orderId, { status: 'pending', ...amountsOf(data) });
    case 'EarningLost':
      return earnings.set(orderId, { status: 'lost' });
    case 'EarningEarned':
      return earnings.set(orderId, {
        ...amountsOf(data),
        ...{
          status: 'earned',
          availableAt: data.availableAt,
          chargeback: { status: 'none' },
          payoutId: null,
        },
      });
    case 'EarningDisputed':
      return changed(earnings, orderId, { chargeback: { status: 'open', disputeId: data.disputeId } });
    case 'EarningReleased':
      return changed(earnings, orderId, { chargeback: { status: 'won', disputeId: data.disputeId } });
    case 'EarningTakenBack':
      return changed(earnings, orderId, { chargeback: { status: 'lost', disputeId: data.disputeId } });
  }
}

const amountsOf = ({ price, fee, earning }: Amounts): Amounts => ({ price, fee, earning });

function changed(
  earnings: CreatorAccount['earnings'],
  orderId: OrderId,
  change: Partial<Earned>,
): CreatorAccount['earnings'] {
  const earning = earnings.get(orderId);
  if (earning?.status !== 'earned') throw new Error(`${orderId} has earned nothing`);
  return earnings.set(orderId, { ...earning, ...change });
}

function evolvePayouts(account: CreatorAccount, event: PayoutEvent): CreatorAccount {
  switch (event.type) {
    case 'PayoutReserved': {
      const { creatorId: _, reservedAt: __, ...payout } = event.data;
      return {
        ...account,
        payouts: account.payouts.set(payout.payoutId, {
          ...payout,
          status: 'reserved',
          ...{ reference: null, failures: 0, unknownSince: null, returnedMinor: 0n, isDoubted: false },
        }),
        earnings: paidOutBy(account.earnings, payout.orderIds, payout.payoutId),
        owedMinor: account.owedMinor - payout.debtSettled.amountMinor,
      };
    }
    case 'PayoutOutcomeUnknown': {
      const { payoutId, failures, unknownAt } = event.data;
      const { unknownSince } = payoutOf(account, payoutId);
      return withPayout(account, payoutId, {
        ...{ status: 'unknown', failures, unknownSince: unknownSince ?? unknownAt },
      });
    }
    case 'PayoutSent':
      return withPayout(account, event.data.payoutId, { status: 'sent', reference: event.data.reference });
    case 'PayoutPaid':
      return withPayout(account, event.data.payoutId, { status: 'paid', reference: event.data.reference });
    case 'PayoutBooked':
      return withPayout(account, event.data.payoutId, { reference: event.data.reference });
    case 'PayoutPartReturned':
      return returnPart(account, event.data);
    case 'PayoutFailed':
      return undone(account, event.data, 'failed');
    case 'PayoutReturned':
      return undone(account, event.data, 'returned');
    case 'PayoutDiffered': {
      const { payoutId, code, detail, reference } = event.data;
      const payout = payoutOf(account, payoutId);
      return {
        ...withPayout(account, payoutId, {
          isDoubted: payout.isDoubted || code === BANK_MAY_HAVE_PAID,
          reference: payout.reference ?? reference,
        }),
        hold: account.hold ?? 'difference',
        differences: [...account.differences, nameOfDifference({ code, detail })],
      };
    }
  }
}

export const nameOfDifference = ({ code, detail }: { readonly code: string; readonly detail: string }) =>
  `${code}: ${detail}`;

/** Its orders stay paid out: the creator is owed that part, and the next payout has it on top. */
function returnPart(
  account: CreatorAccount,
  { payoutId, amount }: Extract<PayoutEvent, { type: 'PayoutPartReturned' }>['data'],
): CreatorAccount {
  const { returnedMinor } = payoutOf(account, payoutId);
  return {
    ...withPayout(account, payoutId, { returnedMinor: returnedMinor + amount.amountMinor }),
    owedMinor: account.owedMinor - amount.amountMinor,
  };
}

/** What had come back of it in parts was owed to the creator; with its orders, it is payable again. */
function undone(
  account: CreatorAccount,
  { payoutId, debtSettled, takenBack }: Pick<PayoutFailedData, 'payoutId' | 'debtSettled' | 'takenBack'>,
  status: 'failed' | 'returned',
): CreatorAccount {
  const { earnings, owedMinor } = account;
  const { orderIds, returnedMinor } = payoutOf(account, payoutId);
  return {
    ...withPayout(account, payoutId, { status }),
    earnings: paidOutBy(earnings, orderIds, null),
    owedMinor: owedMinor + debtSettled.amountMinor - takenBack.amountMinor + returnedMinor,
  };
}

type PayoutFailedData = Extract<PayoutEvent, { type: 'PayoutFailed' }>['data'];

const paidOutBy = (
  earnings: CreatorAccount['earnings'],
  orderIds: readonly OrderId[],
  payoutId: PayoutId | null,
): CreatorAccount['earnings'] =>
  earnings.withMutations((all) => orderIds.forEach((orderId) => changed(all, orderId, { payoutId })));

function withPayout(account: CreatorAccount, payoutId: PayoutId, change: Partial<Payout>): CreatorAccount {
  const payout = payoutOf(account, payoutId);
  return { ...account, payouts: account.payouts.set(payoutId, { ...payout, ...change }) };
}

function payoutOf({ payouts }: CreatorAccount, payoutId: PayoutId): Payout {
  const payout = payouts.get(payoutId);
  if (payout === undefined) throw new Error(`${payoutId} was never reserved`);
  return payout;
}

import type { CreatorId, PayoutId } from '../ids.js';
import { formatMoney, type Money, money, sameMoney } from '../money.js';
import { bankReferenceOf } from '../payout-run/bank-references.js';
import { lookUpAgainAt } from '../payment/decide.js';
import { type Decision, isRejection, reject } from '../rejection.js';
import { DAY_MS, epochMs, type Instant } from '../time.js';
import { type CreatorAccount, nameOfDifference, type Payout } from './account.js';
import type { PayoutEvent } from './payout-events.js';

/** What the rail, or a bank, says has become of a payout. */
export type PayoutReport =
  | { readonly status: 'unknown' }
  | { readonly status: 'sent'; readonly reference: string; readonly amount: Money }
  /** With what of it came back since, where it is told. */
  | {
      readonly status: 'paid';
      readonly reference: string;
      readonly amount: Money;
      readonly returned?: Money;
    }
  /** The amount, where it is told. */
  | { readonly status: 'failed'; readonly code: string; readonly amount?: Money | undefined }
  /** With what was taken of it on its way back, where that is told. */
  | {
      readonly status: 'returned';
      readonly code: string;
      readonly amount?: Money | undefined;
      readonly charges?: Money | undefined;
    }
  /** Of what it says there is no telling what became of the payout. */
  | {
      readonly status: 'differs';
      readonly code: string;
      readonly detail: string;
      /** What a bank calls the entry, where it has booked one. */
      readonly reference?: string | null;
    };

/**
 * A fact, however often and late it is told. What it said before may be overtaken: sent after paid is old news; failed after paid is
 * money that came back. What cannot be is a difference, for a person, and holds the account.
 */
export function recordPayout(
  account: CreatorAccount,
  {
    payoutId,
    report,
    now,
  }: { readonly payoutId: PayoutId; readonly report: PayoutReport; readonly now: Instant },
  creatorId: CreatorId,
): Decision<PayoutEvent> {
  const payout = account.payouts.get(payoutId);
  if (payout === undefined) return reject('payout_not_found', `${payoutId} was never reserved`);
  const of = { creatorId, payoutId };
  if ('amount' in report && report.amount !== undefined && !isOfAmount(report, payout.amount))
    return differs(
      account,
      of,
      {
        code: 'payout_amount_differs',
        detail: `the rail says ${payoutId} is ${report.status}, of ${formatMoney(report.amount)}: it is of ${formatMoney(payout.amount)}`,
      },
      now,
    );
  switch (report.status) {
    case 'unknown':
      return unknown(account, of, payout, now);
    case 'differs':
      return differs(account, of, report, now);
    case 'sent':
      // A bank's files come in any order: that it took what it has rejected since is old news.
      return payout.status === 'failed' && payout.rail !== 'bank_transfers'
        ? contradicts(account, of, payout, report, now)
        : payout.status === 'reserved' || payout.status === 'unknown'
          ? [sentEvent(of, report, now)]
          : [];
    case 'paid':
      return paid(account, of, payout, report, now);
    case 'failed':
    case 'returned':
      return cameBack(account, of, payout, report, now);
  }
}

/** What came back less charges has come back whole: the platform bears what the bank has taken. */
const isOfAmount = (report: PayoutReport & { readonly amount?: Money | undefined }, whole: Money): boolean =>
  report.amount !== undefined &&
  (sameMoney(report.amount, whole) || (report.status === 'returned' && chargesIn(report, whole) !== null));

/** `null` where nothing is missing of the amount, or something else. */
function chargesIn({ amount, charges }: Returned, whole: Money): Money | null {
  if (amount === undefined || charges === undefined || charges.amountMinor <= 0n) return null;
  const isWhole = amount.amountMinor + charges.amountMinor === whole.amountMinor;
  return isWhole && [amount, charges].every(({ currency }) => currency === whole.currency) ? charges : null;
}

/** What a report would come to, as the account is now: of whose creator and when makes no difference to that. */
export const wouldRecord = (
  account: CreatorAccount,
  payoutId: PayoutId,
  report: PayoutReport,
): Decision<PayoutEvent> => recordPayout(account, { payoutId, report, now: '' as Instant }, '' as CreatorId);

/** Whether a report cannot be, as the payout is now; also where that was told already. */
export function differsFromAccount(
  account: CreatorAccount,
  payoutId: PayoutId,
  report: PayoutReport,
): boolean {
  const decision = wouldRecord({ ...account, differences: [] }, payoutId, report);
  return isRejection(decision) || decision.some(({ type }) => type === 'PayoutDiffered');
}

/** Longer than a provider keeps a fault under a key, which is a day. */
export const LONGEST_UNKNOWN_MS = 2 * DAY_MS;

/** Nothing is concluded, and it is looked up again. After two days somebody has to look as well. */
function unknown(
  account: CreatorAccount,
  of: Of,
  { status, failures: before, unknownSince }: Payout,
  now: Instant,
): Decision<PayoutEvent> {
  if (status !== 'reserved' && status !== 'unknown') return [];
  const failures = before + 1;
  const retryAt = lookUpAgainAt(now, failures);
  const event: PayoutEvent = {
    type: 'PayoutOutcomeUnknown',
    data: { ...of, failures, unknownAt: now, retryAt },
  };
  if (unknownSince === null || epochMs(now) - epochMs(unknownSince) < LONGEST_UNKNOWN_MS) return [event];
  const detail = `what became of ${of.payoutId} is not known since ${unknownSince}`;
  return [event, ...differs(account, of, { code: 'payout_outcome_unknown', detail }, now)];
}

interface Of {
  readonly creatorId: CreatorId;
  readonly payoutId: PayoutId;
}

type SentOrPaid = Extract<PayoutReport, { status: 'sent' | 'paid' }>;
type Paid = Extract<PayoutReport, { status: 'paid' }>;
type Differing = Extract<PayoutReport, { status: 'differs' }>;
type Returned = Extract<PayoutReport, { status: 'returned' }>;
type FailedOrReturned = Extract<PayoutReport, { status: 'failed' | 'returned' }>;

const sentEvent = (of: Of, { reference, amount }: SentOrPaid, now: Instant): PayoutEvent => ({
  type: 'PayoutSent',
  data: { ...of, reference, amount, sentAt: now },
});

function paid(
  account: CreatorAccount,
  of: Of,
  payout: Payout,
  report: Paid,
  now: Instant,
): Decision<PayoutEvent> {
  const { reference, amount } = report;
  const again = isPaidAgain(payout, reference) ? paidAgain(account, of, payout, reference, now) : undefined;
  const part = partReturned(account, of, payout, report, now);
  switch (payout.status) {
    case 'reserved':
    case 'unknown':
    case 'sent':
      return [
        {
          type: 'PayoutPaid',
          data: { ...of, rail: payout.rail, reference: nameOf(payout, reference), amount, paidAt: now },
        },
        ...(again ?? part),
      ];
    case 'paid':
      return again ?? [...named(of, payout, reference, now), ...part];
    // What came back had been paid: a rail tells of the one after the other, in any order.
    case 'returned':
      return again ?? named(of, payout, reference, now);
    case 'failed':
      return contradicts(account, of, payout, report, now);
  }
}

/**
 * A rail tells sums, and the account knows what it has been told: the difference has come back since. Why, nobody can know, so that it is
 * a case and holds the account, beside what it does to the books.
 */
function partReturned(
  account: CreatorAccount,
  of: Of,
  { rail, amount, returnedMinor: before }: Payout,
  { returned }: Paid,
  now: Instant,
): readonly PayoutEvent[] {
  if (returned === undefined || returned.currency !== amount.currency) return [];
  const { amountMinor: inAll } = returned;
  if (inAll <= before || inAll >= amount.amountMinor) return [];
  const part = money(inAll - before, amount.currency);
  const detail = `${formatMoney(part)} of ${of.payoutId} came back: ${formatMoney(returned)} of ${formatMoney(amount)} in all`;
  return [
    { type: 'PayoutPartReturned', data: { ...of, rail, amount: part, returnedAt: now } },
    ...differs(account, of, { code: 'payout_returned_in_part', detail }, now),
  ];
}

/** A bank names each of its entries: another one is other money. */
const isPaidAgain = (payout: Payout, reference: string): boolean =>
  isNamed(payout, payout.reference) && isNamed(payout, reference) && payout.reference !== reference;

/** What was called paid by a status report, or by people, has no name before a statement books it. */
const named = (of: Of, payout: Payout, reference: string, now: Instant): readonly PayoutEvent[] =>
  isNamed(payout, reference) && !isNamed(payout, payout.reference)
    ? [{ type: 'PayoutBooked', data: { ...of, reference, bookedAt: now } }]
    : [];

/** What a bank had booked before it was asked for it has that name. */
const nameOf = (payout: Payout, reference: string): string =>
  isNamed(payout, payout.reference) ? payout.reference : reference;

/** Where a bank gave no name, ours stands there. */
const isNamed = ({ rail, payoutId }: Payout, reference: string | null): reference is string =>
  rail === 'bank_transfers' &&
  reference !== null &&
  reference !== payoutId &&
  reference !== bankReferenceOf(payoutId);

const paidAgain = (
  account: CreatorAccount,
  of: Of,
  { reference: before }: Payout,
  reference: string,
  now: Instant,
): readonly PayoutEvent[] => {
  const detail = `${of.payoutId} was booked as ${String(before)}, and again as ${reference}`;
  return differs(account, of, { code: 'payout_paid_again', detail }, now);
};

function cameBack(
  account: CreatorAccount,
  of: Of,
  payout: Payout,
  report: FailedOrReturned,
  now: Instant,
): Decision<PayoutEvent> {
  const { status, code } = report;
  const { earned, debtSettled, amount, rail } = payout;
  const undone = { ...of, earned, debtSettled, amount, takenBack: takenBackOf(account, payout), code };
  const { returnedMinor } = payout;
  const returnedBefore = returnedMinor === 0n ? null : money(returnedMinor, amount.currency);
  const returned: PayoutEvent = {
    type: 'PayoutReturned',
    data: {
      ...{ ...undone, rail, returnedBefore, returnedAt: now },
      charges: report.status === 'returned' ? chargesIn(report, amount) : null,
    },
  };
  switch (payout.status) {
    case 'reserved':
    case 'unknown':
    case 'sent': {
      if (status === 'failed') return [{ type: 'PayoutFailed', data: { ...undone, failedAt: now } }];
      // It cannot come back before it was paid: that was not heard of.
      const reference = payout.reference ?? payout.payoutId;
      return [{ type: 'PayoutPaid', data: { ...of, rail, reference, amount, paidAt: now } }, returned];
    }
    case 'paid':
      // A bank that rejects what it has booked has not given it back: only a statement says that.
      return status === 'failed' && rail === 'bank_transfers'
        ? contradicts(account, of, payout, report, now)
        : [returned];
    case 'failed':
    case 'returned':
      return [];
  }
}

const takenBackOf = ({ earnings }: CreatorAccount, { orderIds, amount }: Payout): Money =>
  money(
    orderIds.reduce((sum, orderId) => {
      const earning = earnings.get(orderId);
      const isTakenBack = earning?.status === 'earned' && earning.chargeback.status === 'lost';
      return isTakenBack ? sum + earning.earning.amountMinor : sum;
    }, 0n),
    amount.currency,
  );

const contradicts = (
  account: CreatorAccount,
  of: Of,
  { status }: Payout,
  report: PayoutReport,
  now: Instant,
): Decision<PayoutEvent> =>
  differs(
    account,
    of,
    {
      code: 'payout_contradicted',
      detail: `${of.payoutId} is ${status}, and now called ${report.status}`,
    },
    now,
  );

function differs(
  { differences }: CreatorAccount,
  of: Of,
  { code, detail, reference = null }: Omit<Differing, 'status'>,
  now: Instant,
): readonly PayoutEvent[] {
  if (differences.includes(nameOfDifference({ code, detail }))) return [];
  return [{ type: 'PayoutDiffered', data: { ...of, code, detail, reference, foundAt: now } }];
}

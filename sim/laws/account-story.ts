import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { type Amount, textIn } from './order-story.js';

/** What one order brings its creator. */
export interface EarningStory {
  readonly minor: number;
  availableAt: string | null;
  part: 'pending' | 'earned' | 'disputed' | 'takenBack' | 'lost';
  /** The payout that has it, while that is on its way or paid. */
  payoutId: string | null;
}

/** One payout as product.md tells of it. */
export interface PayoutStory {
  readonly payoutId: string;
  readonly runId: string;
  readonly creatorId: string;
  readonly currency: string;
  readonly rail: string;
  readonly orderIds: readonly string[];
  readonly earnedMinor: number;
  readonly debtMinor: number;
  readonly amountMinor: number;
  state: string;
  /** Since when its outcome was not known, if it ever was; by the clock that events are dated by. */
  unknownSince: number | null;
  /** What of it came back while the rest stays paid. */
  returnedMinor: number;
  /** A bank has spoken of it before it was given it, and not to say no. */
  isDoubted: boolean;
  /** What two people say became of it then. */
  settledAs: string | null;
  /** How often what was said of it could not be. */
  differences: number;
}

export interface AccountStory {
  readonly creatorId: string;
  readonly currency: string;
  readonly earnings: Map<string, EarningStory>;
  readonly payouts: Map<string, PayoutStory>;
  hold: string | null;
  /** What was taken back of what is paid out or on its way, less what payouts have settled. */
  owedMinor: number;
}

export const IN_TRANSIT: readonly string[] = ['reserved', 'unknown', 'sent'];

const PARTS: Readonly<Record<string, EarningStory['part']>> = {
  EarningPending: 'pending',
  EarningLost: 'lost',
  EarningEarned: 'earned',
  EarningDisputed: 'disputed',
  EarningReleased: 'earned',
  EarningTakenBack: 'takenBack',
};

const STATES: Readonly<Record<string, string>> = {
  PayoutOutcomeUnknown: 'unknown',
  PayoutSent: 'sent',
  PayoutPaid: 'paid',
  PayoutFailed: 'failed',
  PayoutReturned: 'returned',
};

const OF_ACCOUNT = /^creator_account-(.+)\.([A-Z]{3})$/;

const minorIn = (data: RecordedEvent['data'], field: string): number =>
  (data[field] as Amount | null | undefined)?.amountMinor ?? 0;

/** Creators' accounts, by who knows neither deciders nor projections: what was earned, what has it, and what is owed. */
export class AccountStories {
  readonly all = new Map<string, AccountStory>();
  readonly #inFiles = new Set<string>();

  /** Whether the bank file of its run has it. */
  isInFile(payoutId: string): boolean {
    return this.#inFiles.has(payoutId);
  }

  take({ type, data, stream }: RecordedEvent): void {
    this.takeOfRun(type, data);
    const [, creatorId, currency] = OF_ACCOUNT.exec(stream) ?? [];
    if (creatorId === undefined || currency === undefined) return;
    const account = this.of(creatorId, currency);
    const part = PARTS[type];
    if (part !== undefined) takeEarning(account, part, data);
    if (type === 'PayoutReserved') reserve(account, data);
    const payout = account.payouts.get(textIn(data, 'payoutId'));
    if (payout !== undefined) takePayout(account, payout, type, data);
    if (type === 'PayoutHoldPlaced') account.hold = textIn(data, 'reason');
    if (type === 'PayoutHoldReleased') account.hold = null;
  }

  private takeOfRun(type: string, data: RecordedEvent['data']): void {
    if (type === 'BankFileMade')
      for (const payoutId of data['payoutIds'] as readonly string[]) this.#inFiles.add(payoutId);
    if (type !== 'PayoutDoubtSettled') return;
    const payout = this.payouts().find(({ payoutId }) => payoutId === data['payoutId']);
    if (payout !== undefined) payout.settledAs = textIn(data, 'outcome');
  }

  /** Whose stream it is, as it stands. */
  ofStream(stream: string): AccountStory | undefined {
    return this.all.get(stream.slice(stream.indexOf('-') + 1));
  }

  payouts(): readonly PayoutStory[] {
    return [...this.all.values()].flatMap(({ payouts }) => [...payouts.values()]);
  }

  private of(creatorId: string, currency: string): AccountStory {
    const id = `${creatorId}.${currency}`;
    const there = this.all.get(id);
    if (there !== undefined) return there;
    const account: AccountStory = {
      ...{ creatorId, currency, hold: null, owedMinor: 0 },
      ...{ earnings: new Map(), payouts: new Map() },
    };
    this.all.set(id, account);
    return account;
  }
}

function takeEarning(account: AccountStory, part: EarningStory['part'], data: RecordedEvent['data']): void {
  const orderId = textIn(data, 'orderId');
  const minor = minorIn(data, 'earning');
  const earning = account.earnings.get(orderId) ?? { minor, availableAt: null, part, payoutId: null };
  account.earnings.set(orderId, earning);
  earning.part = part;
  earning.availableAt = textIn(data, 'availableAt') || earning.availableAt;
  if (part === 'takenBack' && earning.payoutId !== null) account.owedMinor += earning.minor;
}

function reserve(account: AccountStory, data: RecordedEvent['data']): void {
  const { creatorId, currency } = account;
  const payoutId = textIn(data, 'payoutId');
  const orderIds = data['orderIds'] as readonly string[];
  account.payouts.set(payoutId, {
    ...{ payoutId, creatorId, currency, orderIds },
    ...{ runId: textIn(data, 'runId'), rail: textIn(data, 'rail'), state: 'reserved', differences: 0 },
    ...{ returnedMinor: 0, unknownSince: null, isDoubted: false, settledAs: null },
    ...{ earnedMinor: minorIn(data, 'earned'), debtMinor: minorIn(data, 'debtSettled') },
    amountMinor: minorIn(data, 'amount'),
  });
  account.owedMinor -= minorIn(data, 'debtSettled');
  for (const orderId of orderIds) Object.assign(account.earnings.get(orderId) ?? {}, { payoutId });
}

function takePayout(
  account: AccountStory,
  payout: PayoutStory,
  type: string,
  data: RecordedEvent['data'],
): void {
  payout.state = STATES[type] ?? payout.state;
  if (type === 'PayoutOutcomeUnknown') payout.unknownSince ??= Date.parse(textIn(data, 'unknownAt'));
  if (type === 'PayoutPartReturned') {
    payout.returnedMinor += minorIn(data, 'amount');
    account.owedMinor -= minorIn(data, 'amount');
  }
  if (type === 'PayoutFailed' || type === 'PayoutReturned') giveBack(account, payout);
  if (type !== 'PayoutDiffered') return;
  payout.differences += 1;
  payout.isDoubted ||= textIn(data, 'code') === 'bank_may_have_paid';
  account.hold ??= 'difference';
}

/** Its orders can be paid out again, but for what was taken back of them: that is not owed any more. */
function giveBack(account: AccountStory, { orderIds, debtMinor, returnedMinor }: PayoutStory): void {
  account.owedMinor += debtMinor - takenBackOf(account, orderIds) + returnedMinor;
  for (const orderId of orderIds) Object.assign(account.earnings.get(orderId) ?? {}, { payoutId: null });
}

/** What of these orders was taken back. */
export const takenBackOf = ({ earnings }: AccountStory, orderIds: readonly string[]): number =>
  orderIds.reduce((sum, orderId) => {
    const earning = earnings.get(orderId);
    return earning?.part === 'takenBack' ? sum + earning.minor : sum;
  }, 0);

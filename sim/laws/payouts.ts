import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { World } from '../world/world.js';
import {
  AccountStories,
  type AccountStory,
  IN_TRANSIT,
  type PayoutStory,
  takenBackOf,
} from './account-story.js';
import { type Amount, textIn } from './order-story.js';
import { PayoutRuns } from './payout-runs.js';
import { PayoutTruth } from './payout-truth.js';

type Data = RecordedEvent['data'];

interface Destination {
  readonly destinationId: string;
  readonly sinceMs: number;
  readonly isByBank: boolean;
  isVerified: boolean;
}

/** What two people said became of it was told to it. */
const isSettledForNothing = ({ settledAs, state }: PayoutStory): boolean =>
  settledAs !== null && IN_TRANSIT.includes(state);

/** Where somebody wants to be paid may be changed while a line is being reserved. */
const MOMENT_MS = 10 * 60_000;
const minorOf = (amount: unknown): number => (amount as Amount | null)?.amountMinor ?? 0;

/** The rules of payouts (product.md, "Payouts"; "Money, always true"), by somebody who knows neither deciders nor the auditor. */
export class Payouts {
  readonly accounts = new AccountStories();
  readonly #runs: PayoutRuns;
  readonly #destinations = new Map<string, Destination>();
  readonly #truth: PayoutTruth;

  constructor(private readonly world: World) {
    this.#runs = new PayoutRuns(world);
    this.#truth = new PayoutTruth(world, this.accounts);
  }

  take(event: RecordedEvent): void {
    const { type, data } = event;
    const account = this.accounts.ofStream(event.stream);
    this.takeDestination(type, data);
    this.#runs.take(type, data);
    if (type === 'BankFileMade') this.checkFile(data['payoutIds'] as readonly string[]);
    if (type === 'PayoutReserved') this.checkReserved(data, account);
    if (type === 'EarningTakenBack') this.checkOwed(data, account);
    if (type === 'PayoutFailed' || type === 'PayoutReturned') this.checkUndone(data, account);
    if (type === 'PayoutFailed') this.checkFreed(data, account);
    this.#truth.take(event);
    this.accounts.take(event);
  }

  /** Whether nothing is under way any more that somebody will come to the end of. */
  isDone(): boolean {
    return (
      this.#runs.isDone() &&
      this.#truth.isTold() &&
      this.accounts.payouts().every((payout) => !this.isUnderWay(payout) && !isSettledForNothing(payout))
    );
  }

  checkEnd(): void {
    this.#runs.checkEnd();
    for (const payout of this.accounts.payouts())
      if (this.isUnderWay(payout) || isSettledForNothing(payout))
        this.world.broke(`${payout.payoutId}: is ${payout.state} for ever`);
    this.#truth.checkEnd();
  }

  /** What was never handed in at the bank waits for somebody to do it. */
  private isUnderWay({ payoutId, state, rail, differences }: PayoutStory): boolean {
    const isForgotten = rail === 'bank_transfers' && !this.world.bank.payments.has(payoutId);
    return IN_TRANSIT.includes(state) && differences === 0 && !isForgotten;
  }

  /** From now on nothing goes wrong any more. */
  calm(): void {
    this.#runs.calm();
  }

  /** What the bank has spoken of before it was given it, it may have paid. */
  private checkFile(payoutIds: readonly string[]): void {
    for (const { payoutId, isDoubted } of this.accounts.payouts())
      if (payoutIds.includes(payoutId) && isDoubted)
        this.world.broke(`${payoutId}: the bank may have paid it, and it goes into a file`);
  }

  /** Only people can say that the bank has not paid what it was never given. */
  private checkFreed(data: Data, account: AccountStory | undefined): void {
    const payout = account?.payouts.get(textIn(data, 'payoutId'));
    if (payout?.rail !== 'bank_transfers' || !payout.isDoubted) return;
    if (!this.accounts.isInFile(payout.payoutId) && payout.settledAs !== 'not_paid')
      this.world.broke(`${payout.payoutId}: the bank may have paid it, and its orders are free`);
  }

  private takeDestination(type: string, data: Data): void {
    const creatorId = textIn(data, 'creatorId');
    const destinationId = textIn(data, 'destinationId');
    if (type === 'PayoutDestinationSet')
      this.#destinations.set(creatorId, {
        ...{ destinationId, sinceMs: this.world.time.storyMs, isVerified: false },
        isByBank: textIn(data, 'rail') === 'bank_transfers',
      });
    if (type !== 'PayoutDestinationVerified') return;
    const current = this.#destinations.get(creatorId);
    if (current?.destinationId !== destinationId)
      this.world.broke(`${creatorId}: a destination is verified that does not count any more`);
    else current.isVerified = true;
  }

  private checkReserved(data: Data, account: AccountStory | undefined): void {
    const payoutId = textIn(data, 'payoutId');
    const requires = (isSo: boolean, law: string): void => {
      if (!isSo) this.world.broke(`${payoutId}: ${law}`);
    };
    this.#runs.checkReserved(data, requires);
    requires(account?.payouts.has(payoutId) !== true, 'is reserved once');
    requires(account?.hold === null, 'is reserved while its creator is held');
    const orderIds = data['orderIds'] as readonly string[];
    const earnings = orderIds.map((orderId) => account?.earnings.get(orderId));
    const isFree = earnings.every((earning) => earning?.payoutId === null);
    requires(isFree && new Set(orderIds).size === orderIds.length, 'pays an order that another payout has');
    requires(
      earnings.every((earning) => earning?.part === 'earned'),
      'pays what is not earned, or is disputed, or was taken back',
    );
    const reservedAt = textIn(data, 'reservedAt');
    requires(
      earnings.every((earning) => (earning?.availableAt ?? '9') <= reservedAt),
      'pays what is not to be had yet',
    );
    const earnedMinor = earnings.reduce((sum, earning) => sum + (earning?.minor ?? 0), 0);
    requires(minorOf(data['earned']) === earnedMinor, 'is not the sum of its orders');
    requires(minorOf(data['debtSettled']) === account?.owedMinor, 'does not settle what is owed');
    requires(
      minorOf(data['amount']) === earnedMinor - minorOf(data['debtSettled']) && minorOf(data['amount']) > 0,
      'is not what is earned less what is owed',
    );
    this.checkDestination(data, requires);
  }

  private checkDestination(data: Data, requires: (isSo: boolean, law: string) => void): void {
    const wanted = this.#destinations.get(textIn(data, 'creatorId'));
    const isChanging = wanted !== undefined && this.world.time.storyMs - wanted.sinceMs < MOMENT_MS;
    const isWanted = wanted?.destinationId === textIn(data, 'destinationId');
    requires(isWanted || isChanging, 'does not go where its creator wants it');
    if (isWanted)
      requires(!wanted.isByBank || wanted.isVerified, 'goes to an account that nobody has verified');
  }

  private checkOwed(data: Data, account: AccountStory | undefined): void {
    const orderId = textIn(data, 'orderId');
    const earning = account?.earnings.get(orderId);
    const owed = earning?.payoutId === null ? 0 : earning?.minor;
    if (minorOf(data['owed']) !== owed)
      this.world.broke(
        `${orderId}: its creator owes ${String(owed)}, and ${String(minorOf(data['owed']))} is written down`,
      );
  }

  private checkUndone(data: Data, account: AccountStory | undefined): void {
    const payoutId = textIn(data, 'payoutId');
    const payout = account?.payouts.get(payoutId);
    const takenBack = account && payout && takenBackOf(account, payout.orderIds);
    if (minorOf(data['takenBack']) !== takenBack)
      this.world.broke(
        `${payoutId}: ${String(takenBack)} of it was taken back meanwhile, and that is not said`,
      );
  }
}

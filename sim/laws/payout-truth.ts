import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { Transfer } from '../ports/provider-transfers.js';
import type { World } from '../world/world.js';
import type { AccountStories, PayoutStory } from './account-story.js';
import { textIn } from './order-story.js';

type Broke = (law: string) => void;

/** What the bank's records come to, in the words of the log. */
const AT_BANK = { taken: 'sent', rejected: 'failed', booked: 'paid', returned: 'returned' } as const;

/** What the log says of payouts, held against what the provider and the bank have done (rule 5 of "Money, always true"). */
export class PayoutTruth {
  readonly #givenOut = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly accounts: AccountStories,
  ) {}

  take({ type, data, stream }: RecordedEvent): void {
    if (type === 'BankFileGivenOut') this.#givenOut.add(textIn(data, 'runId'));
    const payoutId = textIn(data, 'payoutId');
    const payout = this.accounts.ofStream(stream)?.payouts.get(payoutId);
    if (payout === undefined) return;
    const broke = (law: string): void => {
      this.world.broke(`${payoutId}: ${law} (${type})`);
    };
    const said = { type, code: textIn(data, 'code') };
    if (payout.rail === 'bank_transfers') this.checkWithBank(payout, said, broke);
    else this.checkWithProvider(payout, said, broke);
  }

  /** Whether all that was done with payouts has been told. */
  isTold(): boolean {
    return this.accounts.payouts().every((payout) => isKnown(payout, this.atTheirs(payout)));
  }

  /** Our books and theirs, payout by payout; and nobody is paid twice for one order. */
  checkEnd(): void {
    const paid = new Map<string, number>();
    for (const payout of this.accounts.payouts()) {
      const theirs = this.atTheirs(payout);
      if (!isKnown(payout, theirs))
        this.world.broke(`${payout.payoutId}: is ${payout.state}, and by who pays it is ${String(theirs)}`);
      this.checkParts(payout);
      for (const orderId of theirs === 'paid' ? payout.orderIds : [])
        paid.set(orderId, (paid.get(orderId) ?? 0) + 1);
    }
    for (const [orderId, times] of paid)
      if (times > 1) this.world.broke(`${orderId}: was paid out ${String(times)} times`);
    this.checkNobodyElse();
  }

  /** Money went out for payouts of ours only. */
  private checkNobodyElse(): void {
    const ours = new Map(this.accounts.payouts().map((payout) => [payout.payoutId, payout]));
    const gone = [
      ...this.world.provider.transfers.all
        .filter(isOfPayout)
        .map(({ payoutId, amount }) => [payoutId, Number(amount.amountMinor)] as const),
      ...[...this.world.bank.payments.values()].map(
        ({ payoutId, amountMinor }) => [payoutId, amountMinor] as const,
      ),
    ];
    for (const [payoutId, minor] of gone)
      if (ours.get(payoutId)?.amountMinor !== minor)
        this.world.broke(
          `${payoutId}: ${String(minor)} went out, and ${String(ours.get(payoutId)?.amountMinor)} was reserved`,
        );
    if (new Set(gone.map(([payoutId]) => payoutId)).size < gone.length)
      this.world.broke('a payout went out twice');
  }

  /** `undefined` where who pays has never heard of it, or says nothing that can be. */
  private atTheirs({ payoutId, rail }: PayoutStory): string | undefined {
    const { bank, provider } = this.world;
    if (rail !== 'bank_transfers') return provider.transfers.find(payoutId)?.status;
    const payment = bank.payments.get(payoutId);
    return payment && !bank.liedAbout.has(payoutId) ? AT_BANK[payment.state] : undefined;
  }

  private checkWithProvider(
    { payoutId, returnedMinor, unknownSince }: PayoutStory,
    { type, code }: { readonly type: string; readonly code: string },
    broke: Broke,
  ): void {
    const status = this.world.provider.transfers.find(payoutId)?.status ?? NONE;
    const cameBack = this.cameBack(payoutId);
    if (type === 'PayoutPartReturned' && cameBack <= returnedMinor) broke('nothing more came back of it');
    const isLong = unknownSince !== null && this.world.time.nowMs - unknownSince >= LONG_MS;
    const isSo = new Map([
      ['payout_returned_in_part', cameBack > 0],
      ['payout_outcome_unknown', isLong],
    ]);
    if (type === 'PayoutDiffered' && isSo.get(code) === true) return;
    if (PROVIDER_HAS[type]?.includes(status) === false) broke(`is ${atTheirs(type, status)} at the provider`);
  }

  private checkParts({ payoutId, state, rail, returnedMinor }: PayoutStory): void {
    const cameBack = this.cameBack(payoutId);
    if (state === 'paid' && rail !== 'bank_transfers' && cameBack !== returnedMinor)
      this.world.broke(
        `${payoutId}: ${String(cameBack)} came back of it, and ${String(returnedMinor)} is known of`,
      );
  }

  /** Of what went out by the provider. */
  private cameBack(payoutId: string): number {
    return Number(this.world.provider.transfers.find(payoutId)?.returned.amountMinor ?? 0n);
  }

  /** What the bank may say that is none of its lies. */
  private isSaidOf(payoutId: string, code: string): boolean {
    if (code === 'bank_may_have_paid') return !this.accounts.isInFile(payoutId);
    return code === 'bank_calls_duplicate' && this.world.bank.calledDuplicate.has(payoutId);
  }

  private checkWithBank(
    { payoutId, runId }: PayoutStory,
    { type, code }: { readonly type: string; readonly code: string },
    broke: Broke,
  ): void {
    const { bank } = this.world;
    const state = bank.payments.get(payoutId)?.state ?? NONE;
    if (type === 'PayoutSent' && !this.#givenOut.has(runId)) broke('nobody has its file');
    if (bank.liedAbout.has(payoutId) || this.isSaidOf(payoutId, code)) return;
    if (BANK_HAS[type]?.includes(state) === false) broke(`is ${atTheirs(type, state)} at the bank`);
  }
}

const isOfPayout = (transfer: Transfer): transfer is Transfer & { readonly payoutId: string } =>
  transfer.payoutId !== undefined;

const isKnown = ({ state, differences }: PayoutStory, theirs: string | undefined): boolean =>
  theirs === undefined || theirs === state || differences > 0;

/** A difference is said where nothing is wrong. */
const atTheirs = (type: string, status: string): string =>
  type === 'PayoutDiffered' ? `called a case, and nobody has said what cannot be: it is ${status}` : status;

const NONE = 'not there';
/** Clocks are set by minutes. */
const LONG_MS = 47 * 3_600_000;

/** When each of these is said, how the payout may be with who pays it. That anything differs is never so where nobody has lied. */
const PROVIDER_HAS: Readonly<Record<string, readonly string[]>> = {
  PayoutSent: ['pending', 'paid', 'failed', 'returned'],
  PayoutPaid: ['paid', 'returned'],
  PayoutReturned: ['returned'],
  PayoutFailed: [NONE, 'failed'],
  PayoutDiffered: [],
};
const BANK_HAS: Readonly<Record<string, readonly string[]>> = {
  PayoutPaid: ['booked', 'returned'],
  PayoutBooked: ['booked', 'returned'],
  PayoutReturned: ['returned'],
  PayoutFailed: [NONE, 'rejected'],
  PayoutDiffered: [],
};

import type { ShoutoutsEvent } from '../../domain/all-events.js';
import { type CreatorAccount, creatorAccountId, type Payout } from '../../domain/creator-account/account.js';
import { settleLine } from '../../domain/creator-account/decide-payout.js';
import { type PayoutReport, recordPayout } from '../../domain/creator-account/record-payout.js';
import type { Creator, PayoutDestination } from '../../domain/creator/creator.js';
import { type CreatorId, isId, type PayoutId, type PayoutRunId } from '../../domain/ids.js';
import { type Currency, isCurrency } from '../../domain/money.js';
import { recordExecuted, refuseLine } from '../../domain/payout-run/decide.js';
import type { BegunRun, PayoutLine } from '../../domain/payout-run/payout-run.js';
import { creatorAccounts, creators, payoutRuns } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { ERASED } from '../events/personal-field.js';
import { PaymentOutcomeUnknownError, PaymentRequestRefusedError } from '../ports/payment-gateway.js';
import {
  PAYOUT_DIFFERS,
  type PayoutRail,
  type PayoutStatus as RailStatus,
  saysPayoutDiffers,
} from '../ports/payout-rail.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { KeyedQueue } from '../runtime/keyed-queue.js';
import { type Cause, causeOf, isEvent, type Process, stepContext } from './process.js';

const NAME = 'payout';

/** Whose account a payout is of. */
export interface OfAccount {
  readonly creatorId: CreatorId;
  readonly currency: Currency;
}

/**
 * Carries out the runs that were approved, line by line, and sends what was reserved. A line is reserved before anything is sent,
 * and a rail is asked for what it has under the payout's id before it is sent anything: whatever is repeated after a crash, the money goes
 * out once.
 */
export class PayoutProcess implements Process {
  readonly name = NAME;
  readonly takes = ['PayoutRunApproved', 'PayoutReserved', 'ProviderEventReceived'] as const;
  readonly #queue = new KeyedQueue();

  constructor(
    private readonly aggregates: AggregatesRuntime,
    /** Those that are called. What goes out by a bank's file waits for the bank's answer. */
    private readonly rails: readonly PayoutRail[],
  ) {}

  async handle(event: DecodedEvent<ShoutoutsEvent>): Promise<void> {
    const cause = causeOf(event);
    if (isEvent(event, 'PayoutRunApproved')) await this.execute(event.data.runId, cause);
    if (isEvent(event, 'PayoutReserved')) {
      const { creatorId, amount, payoutId } = event.data;
      await this.resume({ creatorId, currency: amount.currency }, payoutId, cause);
    }
    if (isEvent(event, 'ProviderEventReceived') && event.data.type.startsWith('transfer.'))
      await this.lookUpTransfer(event.data.objectId, cause);
  }

  /** Reserves every line that is still as it was proposed, and refuses the others. */
  private async execute(runId: PayoutRunId, cause: Cause): Promise<void> {
    const { state: run } = await this.aggregates.load(payoutRuns, runId);
    if (run.status !== 'approved') return;
    // What was refused before a crash stays so, whatever has become of its reason.
    for (const line of run.lines.filter(({ payoutId }) => !run.refused.includes(payoutId))) {
      const { payoutId } = line;
      const code = await this.settle(run, line, cause);
      if (code === undefined) continue;
      const context = stepContext(NAME, cause, `refuse ${payoutId}`);
      await this.aggregates.execute(payoutRuns, runId, context, (state, now) =>
        refuseLine(state, { payoutId, code, now }),
      );
    }
    const context = stepContext(NAME, cause, 'executed');
    await this.aggregates.execute(payoutRuns, runId, context, (state, now) => recordExecuted(state, { now }));
  }

  /** @returns why the account has refused the line, if it has: now, or when it was asked before */
  private async settle(run: BegunRun, line: PayoutLine, cause: Cause): Promise<string | undefined> {
    const { creatorId, payoutId, amount } = line;
    const { state: creator } = await this.aggregates.load(creators, creatorId);
    const current = creator.status === 'unknown' ? undefined : creator.destinations.at(-1)?.destinationId;
    const context = stepContext(NAME, cause, `reserve ${payoutId}`);
    const account = creatorAccountId(creatorId, amount.currency);
    await this.aggregates.execute(creatorAccounts, account, context, (state, now) =>
      settleLine(state, { ...line, runId: run.runId, now }, current),
    );
    return (await this.aggregates.load(creatorAccounts, account)).state.refused.get(payoutId);
  }

  /** Takes a payout as far as it can go now. Doing it again changes nothing. */
  resume(of: OfAccount, payoutId: PayoutId, cause: Cause): Promise<void> {
    return this.#queue.run(payoutId, async () => {
      const payout = (await this.load(of)).payouts.get(payoutId);
      if (payout?.status !== 'reserved' && payout?.status !== 'unknown' && payout?.status !== 'sent') return;
      const rail = this.rails.find((each) => each.rail === payout.rail);
      if (rail !== undefined) await this.report(of, payoutId, await this.advance(rail, of, payout), cause);
    });
  }

  private async advance(rail: PayoutRail, of: OfAccount, payout: Payout): Promise<PayoutReport> {
    try {
      const found = await this.lookedUp(rail, of, payout);
      if (found !== undefined) return found;
    } catch (error) {
      // Where it refuses to look, that tells nothing of what it has.
      if (error instanceof PaymentRequestRefusedError) return { status: 'unknown' };
      return reportOfError(error);
    }
    try {
      return await this.send(rail, of, payout);
    } catch (error) {
      return reportOfError(error);
    }
  }

  /** What the rail has of it. What went elsewhere than was reserved, or is there several times, is for a person. */
  private async lookedUp(
    rail: PayoutRail,
    { creatorId }: OfAccount,
    payout: Payout,
  ): Promise<PayoutReport | undefined> {
    try {
      const found = await rail.find(payout.payoutId);
      if (found === undefined) return undefined;
      const { state: creator } = await this.aggregates.load(creators, creatorId);
      return isElsewhere(found, destinationOf(creator, payout))
        ? differs(`${payout.payoutId} was sent as ${found.reference}, to another account`)
        : reportOf(found);
    } catch (error) {
      if (saysPayoutDiffers(error)) return reportOfError(error);
      throw error;
    }
  }

  private async send(rail: PayoutRail, { creatorId }: OfAccount, payout: Payout): Promise<PayoutReport> {
    const { payoutId, amount } = payout;
    const { state: creator } = await this.aggregates.load(creators, creatorId);
    const destination = destinationOf(creator, payout);
    if (destination === undefined) return { status: 'failed', code: 'destination_unknown' };
    // Once it may have been sent, only sending it again under the same key tells what has become of it.
    if (payout.status === 'reserved') {
      const payable = await rail.canPay(destination.account);
      if (payable.status === 'not_payable') return { status: 'failed', code: payable.code };
    }
    const request = { payoutId, creatorId, amount, destination: destination.account };
    return reportOf(await rail.send({ ...request, idempotencyKey: payoutId }));
  }

  /** Something happened to a transfer, perhaps in the provider's dashboard: take it as it is. */
  private async lookUpTransfer(reference: string, cause: Cause): Promise<void> {
    for (const rail of this.rails) {
      const named = await rail.payoutOf(reference);
      if (named === undefined || !isId('pay', named.payoutId) || !isId('cre', named.creatorId)) continue;
      const { payoutId, creatorId, currency } = named;
      if (!isCurrency(currency)) continue;
      const of = { creatorId, currency };
      await this.#queue.run(payoutId, async () => {
        const payout = (await this.load(of)).payouts.get(payoutId);
        if (payout === undefined) return;
        const found = await this.lookedUp(rail, of, payout);
        if (found !== undefined) await this.report(of, payoutId, found, cause);
      });
    }
  }

  private async report(of: OfAccount, payoutId: PayoutId, report: PayoutReport, cause: Cause): Promise<void> {
    const { creatorId } = of;
    const context = stepContext(NAME, cause, `${payoutId} ${stepOf(report)}`);
    await this.aggregates.execute(creatorAccounts, accountOf(of), context, (account, now) =>
      recordPayout(account, { payoutId, report, now }, creatorId),
    );
  }

  private async load(of: OfAccount): Promise<CreatorAccount> {
    return (await this.aggregates.load(creatorAccounts, accountOf(of))).state;
  }
}

const accountOf = ({ creatorId, currency }: OfAccount): string => creatorAccountId(creatorId, currency);

const stepOf = (report: PayoutReport): string => {
  if ('code' in report) return `${report.status} ${report.code}`;
  if (report.status !== 'paid' || report.returned === undefined) return report.status;
  // As before for what is paid in full, so that what was told before is known.
  const { amountMinor } = report.returned;
  return amountMinor === 0n ? 'paid' : `paid, ${String(amountMinor)} returned`;
};

/** `undefined` also where the creator was forgotten, and nobody can read it. */
function destinationOf(creator: Creator, { destinationId }: Payout): PayoutDestination | undefined {
  if (creator.status === 'unknown') return undefined;
  const found = creator.destinations.find((each) => each.destinationId === destinationId);
  return found?.account === ERASED ? undefined : found;
}

export function reportOf({ status, reference, amount, returned, code }: RailStatus): PayoutReport {
  switch (status) {
    case 'pending':
      return { status: 'sent', reference, amount };
    case 'paid':
      return { status: 'paid', reference, amount, returned };
    case 'failed':
    case 'returned':
      return { status, code: code ?? status };
  }
}

const differs = (detail: string): PayoutReport => ({ status: 'differs', code: PAYOUT_DIFFERS, detail });

/** What came back is nowhere any more. */
const isElsewhere = ({ destination, status }: RailStatus, wanted: PayoutDestination | undefined): boolean =>
  status !== 'returned' &&
  destination !== undefined &&
  wanted !== undefined &&
  destination !== wanted.account;

function reportOfError(error: unknown): PayoutReport {
  if (error instanceof PaymentOutcomeUnknownError) return { status: 'unknown' };
  if (!(error instanceof PaymentRequestRefusedError)) throw error;
  return saysPayoutDiffers(error) ? differs(error.message) : { status: 'failed', code: error.code };
}

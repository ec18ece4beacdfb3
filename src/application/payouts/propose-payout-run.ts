import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { creatorAccountId } from '../../domain/creator-account/account.js';
import { proposalOf } from '../../domain/creator-account/payout-proposal.js';
import type { PayoutDestination } from '../../domain/creator/creator.js';
import { isUnverified } from '../../domain/creator/payout-destination.js';
import { type CreatorId, type MarketCode, type PayoutId, type PayoutRunId } from '../../domain/ids.js';
import { type Currency, money } from '../../domain/money.js';
import { MOST_LINES_PER_RUN, MOST_ORDERS_PER_RUN, proposeRun } from '../../domain/payout-run/decide.js';
import type { LeftOut, PayoutLine } from '../../domain/payout-run/payout-run.js';
import { isRejection, reject, type Rejection } from '../../domain/rejection.js';
import type { Instant } from '../../domain/time.js';
import { creatorAccounts, creators, markets, payoutRuns } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { idFrom } from '../events/derived-ids.js';
import { ERASED } from '../events/personal-field.js';
import { BankFiles } from '../ports/bank-files.js';
import { Clock } from '../ports/clock.js';
import { creatorAccountList } from '../projections/payouts.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandReceipt } from '../runtime/outcome.js';
import { ReadModelReader } from '../runtime/read-model-reader.js';

export type PayoutRunProposedOutcome = (CommandReceipt & { readonly runId: PayoutRunId }) | Rejection;

/** Who is to be paid out how much, in one market and currency: a proposal, which moves nothing. */
export class ProposePayoutRun extends Command<PayoutRunProposedOutcome> {
  constructor(
    readonly run: {
      readonly market: MarketCode;
      readonly currency: Currency;
      /** Who has less to be paid out is left out. */
      readonly minimumMinor: bigint;
    },
    readonly context: CommandContext,
  ) {
    super();
  }
}

type Wanted = ProposePayoutRun['run'] & { readonly runId: PayoutRunId; readonly now: Instant };

@CommandHandler(ProposePayoutRun)
export class ProposePayoutRunHandler implements ICommandHandler<ProposePayoutRun> {
  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly reader: ReadModelReader,
    private readonly clock: Clock,
    private readonly bankFiles: BankFiles,
  ) {}

  async execute({ run, context }: ProposePayoutRun): Promise<PayoutRunProposedOutcome> {
    const runId: PayoutRunId = idFrom('run', context.commandId);
    const { market, currency, minimumMinor } = run;
    const repeated = await this.aggregates.find(payoutRuns, runId, context.commandId);
    if (repeated !== undefined) return { ...repeated, runId };
    const { state: known } = await this.aggregates.load(markets, market);
    if (known.versions.length === 0) return reject('market_not_found', `${market} never had any terms`);
    const proposal = await this.look({ ...run, runId, now: this.clock.now() });
    const outcome = await this.aggregates.begin(payoutRuns, runId, context, (state, now) =>
      proposeRun(state, {
        ...{ runId, market, minimum: money(minimumMinor, currency) },
        ...proposal,
        ...{ proposedBy: context.actor.id, now },
      }),
    );
    return isRejection(outcome) ? outcome : { ...outcome, runId };
  }

  /** At every account of the currency, each from its own stream, until the run is full. */
  private async look(wanted: Wanted): Promise<{ lines: readonly PayoutLine[]; leftOut: readonly LeftOut[] }> {
    const lines: PayoutLine[] = [];
    const leftOut: LeftOut[] = [];
    let orders = 0;
    const search = {
      filter: { currency: wanted.currency },
      sort: { field: 'creatorId', direction: 'asc' },
    } as const;
    for await (const { creatorId } of this.reader.all(creatorAccountList, search)) {
      const found = await this.lineOf(creatorId as CreatorId, wanted);
      if (found === undefined) continue;
      if ('code' in found) {
        if (leftOut.length < MOST_LINES_PER_RUN) leftOut.push(found);
        continue;
      }
      orders += found.orderIds.length;
      if (lines.length === MOST_LINES_PER_RUN || orders > MOST_ORDERS_PER_RUN) break;
      lines.push(found);
    }
    return { lines, leftOut };
  }

  private async lineOf(creatorId: CreatorId, wanted: Wanted): Promise<PayoutLine | LeftOut | undefined> {
    const account = creatorAccountId(creatorId, wanted.currency);
    const { state } = await this.aggregates.load(creatorAccounts, account);
    const proposal = proposalOf(state, wanted);
    if (proposal === 'nothing_available') return undefined;
    // Only of who may be paid out: it takes their key.
    const { state: creator } = await this.aggregates.load(creators, creatorId);
    if (creator.status === 'unknown' || creator.market !== wanted.market) return undefined;
    if (typeof proposal === 'string') return { creatorId, code: proposal };
    const destination = usable(creator.destinations.at(-1));
    if (destination === undefined) return { creatorId, code: 'no_destination' };
    if (isUnverified(destination)) return { creatorId, code: 'destination_not_verified' };
    const { rail, destinationId } = destination;
    if (rail === 'bank_transfers' && this.bankFiles.payingAccount(wanted.currency) === undefined)
      return { creatorId, code: 'no_paying_account' };
    const payoutId: PayoutId = idFrom('pay', `${wanted.runId} ${creatorId}`);
    return { payoutId, creatorId, rail, destinationId, ...proposal };
  }
}

/** Of who was forgotten nobody knows it any more. */
const usable = (destination: PayoutDestination | undefined): PayoutDestination | undefined =>
  destination?.account === ERASED ? undefined : destination;

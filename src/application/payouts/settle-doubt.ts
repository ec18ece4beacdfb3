import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { creatorAccountId } from '../../domain/creator-account/account.js';
import type { PayoutId, PayoutRunId } from '../../domain/ids.js';
import { lineOf } from '../../domain/payout-run/decide.js';
import type { DoubtOutcome } from '../../domain/payout-run/doubt-settlings.js';
import { approveDoubtSettling, proposeDoubtSettling } from '../../domain/payout-run/settle-doubt.js';
import { creatorAccounts, payoutRuns } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';

/** Finance has found out whether the bank has paid what it spoke of unasked: one person proposes it, another one approves. */
export class SettleDoubt extends Command<CommandOutcome> {
  constructor(
    readonly of: { readonly runId: PayoutRunId; readonly payoutId: PayoutId },
    readonly outcome: DoubtOutcome,
    /** `null` approves what somebody else has proposed. */
    readonly reason: string | null,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(SettleDoubt)
export class SettleDoubtHandler implements ICommandHandler<SettleDoubt> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  async execute({ of: { runId, payoutId }, outcome, reason, context }: SettleDoubt): Promise<CommandOutcome> {
    // Once it is doubted, a payout stays so; what is in a file since, the run knows.
    const isDoubted = await this.isDoubted(runId, payoutId);
    const by = context.actor.id;
    return this.aggregates.execute(payoutRuns, runId, context, (run, now) =>
      reason === null
        ? approveDoubtSettling(run, { payoutId, outcome, isDoubted, by, now })
        : proposeDoubtSettling(run, { payoutId, outcome, isDoubted, reason, by, now }),
    );
  }

  private async isDoubted(runId: PayoutRunId, payoutId: PayoutId): Promise<boolean> {
    const { state: run } = await this.aggregates.load(payoutRuns, runId);
    const line = run.status === 'none' ? undefined : lineOf(run, payoutId);
    if (line === undefined) return false;
    const account = creatorAccountId(line.creatorId, line.amount.currency);
    const { state } = await this.aggregates.load(creatorAccounts, account);
    const payout = state.payouts.get(payoutId);
    return payout?.status === 'reserved' && payout.isDoubted;
  }
}

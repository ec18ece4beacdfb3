import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { PayoutRunId } from '../../domain/ids.js';
import { approveRun, rejectRun } from '../../domain/payout-run/decide.js';
import { payoutRuns } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';

/** Somebody of finance has looked at a proposed run. Who proposed it may reject it, and not approve it. */
export class DecidePayoutRun extends Command<CommandOutcome> {
  constructor(
    readonly runId: PayoutRunId,
    readonly verdict: 'approve' | 'reject',
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DecidePayoutRun)
export class DecidePayoutRunHandler implements ICommandHandler<DecidePayoutRun> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ runId, verdict, context }: DecidePayoutRun): Promise<CommandOutcome> {
    const decide = verdict === 'approve' ? approveRun : rejectRun;
    return this.aggregates.execute(payoutRuns, runId, context, (run, now) =>
      decide(run, { by: context.actor.id, now }),
    );
  }
}

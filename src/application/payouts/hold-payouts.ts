import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { creatorAccountId } from '../../domain/creator-account/account.js';
import { placeHold, releaseHold } from '../../domain/creator-account/decide-payout.js';
import type { HoldReason } from '../../domain/creator-account/payout-events.js';
import type { CreatorId } from '../../domain/ids.js';
import type { Currency } from '../../domain/money.js';
import { reject } from '../../domain/rejection.js';
import { creatorAccounts, creators } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';

/** Finance stops paying out a creator in one currency, or goes on. */
export class HoldPayouts extends Command<CommandOutcome> {
  constructor(
    readonly creatorId: CreatorId,
    readonly currency: Currency,
    /** `null` releases the hold, also one that a difference has placed. */
    readonly reason: HoldReason | null,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(HoldPayouts)
export class HoldPayoutsHandler implements ICommandHandler<HoldPayouts> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  async execute({ creatorId, currency, reason, context }: HoldPayouts): Promise<CommandOutcome> {
    const { state: creator } = await this.aggregates.load(creators, creatorId);
    if (creator.status === 'unknown') return reject('creator_not_found', 'there is no such creator');
    const account = creatorAccountId(creatorId, currency);
    const { revision } = await this.aggregates.load(creatorAccounts, account);
    if (reason === null && revision < 0n)
      return reject(
        'payout_account_not_found',
        `nothing of the creator is in ${currency}, and nothing is held`,
      );
    return this.aggregates.execute(creatorAccounts, account, context, (state, now) =>
      reason === null ? releaseHold(state, { creatorId, now }) : placeHold(state, { creatorId, reason, now }),
    );
  }
}

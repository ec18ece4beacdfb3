import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { verifyPayoutDestination } from '../../domain/creator/payout-destination.js';
import type { CreatorId, DestinationId } from '../../domain/ids.js';
import { reject } from '../../domain/rejection.js';
import { creators } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';

/** Somebody of finance has seen that the bank account is the creator's. */
export class VerifyPayoutDestination extends Command<CommandOutcome> {
  constructor(
    readonly creatorId: CreatorId,
    readonly destinationId: DestinationId,
    /** Which creator the verifier would be, by the same token. */
    readonly byCreator: CreatorId,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(VerifyPayoutDestination)
export class VerifyPayoutDestinationHandler implements ICommandHandler<VerifyPayoutDestination> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  async execute({
    creatorId,
    destinationId,
    byCreator,
    context,
  }: VerifyPayoutDestination): Promise<CommandOutcome> {
    const { state: creator } = await this.aggregates.load(creators, creatorId);
    if (creator.status === 'unknown') return reject('creator_not_found', 'there is no such creator');
    return this.aggregates.execute(creators, creatorId, context, (state, now) =>
      verifyPayoutDestination(state, { destinationId, by: context.actor.id, byCreator, now }),
    );
  }
}

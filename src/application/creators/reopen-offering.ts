import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { reopenOffering } from '../../domain/creator/decide.js';
import type { CreatorId } from '../../domain/ids.js';
import { creators } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';

/** The creator takes orders again. */
export class ReopenOffering extends Command<CommandOutcome> {
  constructor(
    readonly creatorId: CreatorId,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ReopenOffering)
export class ReopenOfferingHandler implements ICommandHandler<ReopenOffering> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ creatorId, context }: ReopenOffering): Promise<CommandOutcome> {
    return this.aggregates.execute(creators, creatorId, context, (creator, now) =>
      reopenOffering(creator, { now }),
    );
  }
}

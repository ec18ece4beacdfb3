import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { pauseOffering } from '../../domain/creator/decide.js';
import type { CreatorId } from '../../domain/ids.js';
import { creators } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';

/** The creator takes no new orders for now; open ones go on. */
export class PauseOffering extends Command<CommandOutcome> {
  constructor(
    readonly creatorId: CreatorId,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(PauseOffering)
export class PauseOfferingHandler implements ICommandHandler<PauseOffering> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ creatorId, context }: PauseOffering): Promise<CommandOutcome> {
    return this.aggregates.execute(creators, creatorId, context, (creator, now) =>
      pauseOffering(creator, { now }),
    );
  }
}

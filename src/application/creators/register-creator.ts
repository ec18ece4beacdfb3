import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { registerCreator } from '../../domain/creator/decide.js';
import type { CreatorId, MarketCode } from '../../domain/ids.js';
import { reject } from '../../domain/rejection.js';
import { creators, erasures, markets } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';

/** Somebody becomes a creator, residing in an open market. */
export class RegisterCreator extends Command<CommandOutcome> {
  constructor(
    readonly creatorId: CreatorId,
    readonly creator: {
      readonly name: string;
      /** ISO 8601 date. */
      readonly bornOn: string;
      readonly followers: number;
      readonly market: MarketCode;
    },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RegisterCreator)
export class RegisterCreatorHandler implements ICommandHandler<RegisterCreator> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  async execute({ creatorId, creator, context }: RegisterCreator): Promise<CommandOutcome> {
    const { state: erasure } = await this.aggregates.load(erasures, creatorId);
    if (erasure.status !== 'none') return reject('person_erased', 'this person has been erased');
    const { state: residence } = await this.aggregates.load(markets, creator.market);
    return this.aggregates.execute(creators, creatorId, context, (state, now) =>
      registerCreator(state, { creatorId, ...creator, residence, now }),
    );
  }
}

import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { publishOffering } from '../../domain/creator/decide.js';
import { initialMarket } from '../../domain/market/market.js';
import type { CreatorId } from '../../domain/ids.js';
import type { Money } from '../../domain/money.js';
import { reject } from '../../domain/rejection.js';
import { creators, erasures, markets } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';

/** The creator sets, or changes, the price and how many orders to take at once. Open orders keep their price. */
export class PublishOffering extends Command<CommandOutcome> {
  constructor(
    readonly creatorId: CreatorId,
    readonly offering: { readonly price: Money; readonly mostOpenOrders: number | null },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(PublishOffering)
export class PublishOfferingHandler implements ICommandHandler<PublishOffering> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  async execute({ creatorId, offering, context }: PublishOffering): Promise<CommandOutcome> {
    const { state: erasure } = await this.aggregates.load(erasures, creatorId);
    if (erasure.status !== 'none') return reject('person_erased', 'this person is being erased');
    const { state: creator } = await this.aggregates.load(creators, creatorId);
    const residence =
      creator.status === 'unknown'
        ? initialMarket
        : (await this.aggregates.load(markets, creator.market)).state;
    return this.aggregates.execute(creators, creatorId, context, (state, now) =>
      publishOffering(state, { ...offering, residence, now }),
    );
  }
}

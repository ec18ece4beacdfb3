import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { QuoteId } from '../../domain/ids.js';
import { initialCreator } from '../../domain/creator/creator.js';
import { initialMarket } from '../../domain/market/market.js';
import type { Money } from '../../domain/money.js';
import { proposePrice } from '../../domain/quote/decide.js';
import { creators, markets, quotes } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';
import { asParty } from './whose-quote.js';

/** The creator offers a price, or the fan counters with one. */
export class ProposePrice extends Command<CommandOutcome> {
  constructor(
    readonly quoteId: QuoteId,
    readonly price: Money,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ProposePrice)
export class ProposePriceHandler implements ICommandHandler<ProposePrice> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  async execute({ quoteId, price, context }: ProposePrice): Promise<CommandOutcome> {
    const seller = await this.sellerIn(quoteId);
    const decide = asParty(context.actor, (quote, by, now) =>
      proposePrice(quote, { by, price, ...seller, now }),
    );
    return this.aggregates.execute(quotes, quoteId, context, decide);
  }

  private async sellerIn(quoteId: QuoteId) {
    const { state: quote } = await this.aggregates.load(quotes, quoteId);
    if (quote.status === 'none') return { creator: initialCreator, creatorMarket: initialMarket };
    const { state: creator } = await this.aggregates.load(creators, quote.creatorId);
    if (creator.status === 'unknown') return { creator, creatorMarket: initialMarket };
    return { creator, creatorMarket: (await this.aggregates.load(markets, creator.market)).state };
  }
}

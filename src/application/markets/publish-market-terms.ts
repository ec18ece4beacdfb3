import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { MarketCode } from '../../domain/ids.js';
import { publishMarketTerms } from '../../domain/market/decide.js';
import type { MarketTerms } from '../../domain/market/terms.js';
import type { Instant } from '../../domain/time.js';
import { markets } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';

/** Opens a market, changes its terms from a date on, or closes it: one command, no deployment. */
export class PublishMarketTerms extends Command<CommandOutcome> {
  constructor(
    readonly market: MarketCode,
    /** `null`: at once. */
    readonly effectiveFrom: Instant | null,
    readonly terms: MarketTerms,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(PublishMarketTerms)
export class PublishMarketTermsHandler implements ICommandHandler<PublishMarketTerms> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ market, effectiveFrom, terms, context }: PublishMarketTerms): Promise<CommandOutcome> {
    return this.aggregates.execute(markets, market, context, (state, now) =>
      publishMarketTerms(state, { market, effectiveFrom: effectiveFrom ?? now, terms, now }),
    );
  }
}

import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { QuoteId } from '../../domain/ids.js';
import { declineQuote } from '../../domain/quote/decide.js';
import { quotes } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';
import { asParty } from './whose-quote.js';

/** Either side ends the conversation without a price. */
export class DeclineQuote extends Command<CommandOutcome> {
  constructor(
    readonly quoteId: QuoteId,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DeclineQuote)
export class DeclineQuoteHandler implements ICommandHandler<DeclineQuote> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ quoteId, context }: DeclineQuote): Promise<CommandOutcome> {
    const decide = asParty(context.actor, (quote, by, now) => declineQuote(quote, { by, now }));
    return this.aggregates.execute(quotes, quoteId, context, decide);
  }
}

import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { QuoteId } from '../../domain/ids.js';
import type { Money } from '../../domain/money.js';
import { acceptQuote } from '../../domain/quote/decide.js';
import { quotes } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';
import { asParty } from './whose-quote.js';

/** Either side agrees to the price that the other one proposed. */
export class AcceptQuote extends Command<CommandOutcome> {
  constructor(
    readonly quoteId: QuoteId,
    /** The price that is agreed to, as it was read. */
    readonly price: Money,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(AcceptQuote)
export class AcceptQuoteHandler implements ICommandHandler<AcceptQuote> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ quoteId, price, context }: AcceptQuote): Promise<CommandOutcome> {
    const decide = asParty(context.actor, (quote, by, now) => acceptQuote(quote, { by, price, now }));
    return this.aggregates.execute(quotes, quoteId, context, decide);
  }
}

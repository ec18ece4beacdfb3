import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { QuoteId } from '../../domain/ids.js';
import { sendQuoteMessage } from '../../domain/quote/decide.js';
import { quotes } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';
import { asParty } from './whose-quote.js';

/** Either side says something. */
export class SendQuoteMessage extends Command<CommandOutcome> {
  constructor(
    readonly quoteId: QuoteId,
    readonly message: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(SendQuoteMessage)
export class SendQuoteMessageHandler implements ICommandHandler<SendQuoteMessage> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ quoteId, message, context }: SendQuoteMessage): Promise<CommandOutcome> {
    const decide = asParty(context.actor, (quote, by, now) => sendQuoteMessage(quote, { by, message, now }));
    return this.aggregates.execute(quotes, quoteId, context, decide);
  }
}

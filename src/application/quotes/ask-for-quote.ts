import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CreatorId, makeId, type QuoteId } from '../../domain/ids.js';
import { askForQuote } from '../../domain/quote/decide.js';
import { isRejection, type Rejection } from '../../domain/rejection.js';
import { quotes } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { PartiesReader } from '../fans/parties-reader.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandReceipt } from '../runtime/outcome.js';

export type QuoteAskedOutcome = (CommandReceipt & { readonly quoteId: QuoteId }) | Rejection;

/** A fan opens the conversation about a price (product.md, fact 1). */
export class AskForQuote extends Command<QuoteAskedOutcome> {
  constructor(
    readonly creatorId: CreatorId,
    readonly message: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(AskForQuote)
export class AskForQuoteHandler implements ICommandHandler<AskForQuote> {
  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly partiesReader: PartiesReader,
  ) {}

  async execute({ creatorId, message, context }: AskForQuote): Promise<QuoteAskedOutcome> {
    const quoteId = makeId('quo', context.commandId);
    const parties = await this.partiesReader.read(context.actor.id, creatorId);
    const outcome = isRejection(parties)
      ? // A repeated command is answered as the first time, whatever became of the two since.
        ((await this.aggregates.find(quotes, quoteId, context.commandId)) ?? parties)
      : await this.aggregates.begin(quotes, quoteId, context, (quote, now) =>
          askForQuote(quote, { quoteId, parties, message, now }),
        );
    return isRejection(outcome) ? outcome : { ...outcome, quoteId };
  }
}

import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { Actor } from '../../../application/events/metadata.js';
import { GetQuote } from '../../../application/quotes/get-quote.js';
import { ListQuotes } from '../../../application/quotes/list-quotes.js';
import type { QuoteSummary } from '../../../application/quotes/visible-quote.js';
import type { QuoteId } from '../../../domain/ids.js';
import { Answer } from '../http/answer.js';
import { IdParam } from '../http/id-param.js';
import { Optional } from '../http/optional.js';
import { pageAnswer, PageQuery } from '../http/page.js';
import { SeenPosition } from '../http/seen-position.js';
import { Allow } from '../identity/allow.js';
import { CurrentActor } from '../identity/caller.js';
import { Problems } from '../openapi/problems.js';
import { orNotFound } from '../shared/found.js';
import { moneyView } from '../shared/money.dto.js';
import { bodyOf } from '../shared/snake-case.js';
import { ApiRevisedResponse } from '../openapi/answer-headers.js';
import { PageOf } from '../shared/page-of.dto.js';
import { QuoteConversationDto, QuoteDto } from './quote-view.dto.js';

const STATES = ['open', 'accepted', 'declined', 'expired'] as const;

export class ListQuotesQuery extends PageQuery {
  @ApiProperty({ required: false, enum: STATES })
  @Optional()
  @IsIn(STATES)
  state?: (typeof STATES)[number];
}

@ApiTags('quotes')
@Controller('v1/quotes')
export class QuoteQueriesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Allow('fan', 'creator', 'support', 'admin')
  @ApiOperation({ summary: "One's own conversations about prices, newest first" })
  @ApiOkResponse({ type: PageOf(QuoteDto), description: 'A page of quotes.' })
  async list(
    @CurrentActor() actor: Actor,
    @Query() { state, limit, starting_after: startingAfter }: ListQuotesQuery,
    @SeenPosition() seen: bigint | undefined,
  ) {
    const page = await this.queries.execute(new ListQuotes(actor, { state, limit, startingAfter }, seen));
    return pageAnswer(page.documents.map(quoteBody), page.next);
  }

  @Get(':quote_id')
  @Allow('fan', 'creator', 'support', 'admin')
  @Problems('quote_not_found')
  @ApiOperation({ summary: 'A conversation about a price, with a page of what was said' })
  @ApiRevisedResponse(QuoteConversationDto, 'The quote.')
  async get(
    @IdParam('quote_id', 'quo') quoteId: QuoteId,
    @CurrentActor() actor: Actor,
    @Query() { limit, starting_after: startingAfter }: PageQuery,
    @SeenPosition() seen: bigint | undefined,
  ) {
    const found = await this.queries.execute(new GetQuote(quoteId, actor, { limit, startingAfter }, seen));
    const { quote, messages } = orNotFound(found, 'quote_not_found', 'there is no such quote');
    const said = messages.documents.map(({ by, message, sentAt }) => bodyOf({ by, message, sentAt }));
    const body = { ...quoteBody(quote), messages: pageAnswer(said, messages.next) };
    return new Answer(body, { revision: BigInt(quote.revision) });
  }
}

function quoteBody({ priceMinor, currency, ...quote }: QuoteSummary) {
  const price = priceMinor === null || currency === null ? null : moneyView(priceMinor, currency);
  return { ...bodyOf(quote), price };
}

import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '../../../application/command-context.js';
import { AcceptQuote } from '../../../application/quotes/accept-quote.js';
import { AskForQuote } from '../../../application/quotes/ask-for-quote.js';
import { DeclineQuote } from '../../../application/quotes/decline-quote.js';
import { ProposePrice } from '../../../application/quotes/propose-price.js';
import { SendQuoteMessage } from '../../../application/quotes/send-quote-message.js';
import type { QuoteId } from '../../../domain/ids.js';
import { commandAnswer } from '../http/answer.js';
import { Context } from '../http/command-context.js';
import { IdParam } from '../http/id-param.js';
import { Allow } from '../identity/allow.js';
import { Problems } from '../openapi/problems.js';
import { orThrow } from '../problems/problem-error.js';
import { QuoteAnswerDto } from '../shared/command-answer.dto.js';
import { moneyOf } from '../shared/money.dto.js';
import { AskForQuoteDto, QuoteMessageDto, QuotePriceDto } from './quote.dto.js';

const OF_OPEN_QUOTES = ['quote_not_found', 'quote_closed', 'quote_expired'] as const;
const OF_PROPOSALS = [
  ...OF_OPEN_QUOTES,
  'market_not_open',
  'offering_not_published',
  'currency_not_allowed',
  'price_outside_terms',
] as const;

@ApiTags('quotes')
@Controller('v1/quotes')
export class QuoteCommandsController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Allow('fan')
  @Problems(
    'not_registered',
    'creator_not_found',
    'person_erased',
    'market_not_open',
    'cross_market_not_allowed',
    'offering_not_published',
    'offering_paused',
  )
  @ApiOperation({ summary: 'Opens a conversation about a price' })
  @ApiCreatedResponse({ type: QuoteAnswerDto })
  async ask(@Body() { creator_id, message }: AskForQuoteDto, @Context() context: CommandContext) {
    const asked = orThrow(await this.commands.execute(new AskForQuote(creator_id, message, context)));
    return commandAnswer(asked, { quote_id: asked.quoteId }, `/v1/quotes/${asked.quoteId}`);
  }

  @Post(':quote_id/messages')
  @HttpCode(200)
  @Allow('fan', 'creator')
  @Problems(...OF_OPEN_QUOTES, 'person_erased')
  @ApiOperation({ summary: 'Says something' })
  @ApiOkResponse({ type: QuoteAnswerDto })
  async say(
    @IdParam('quote_id', 'quo') quoteId: QuoteId,
    @Body() { message }: QuoteMessageDto,
    @Context() context: CommandContext,
  ) {
    const outcome = await this.commands.execute(new SendQuoteMessage(quoteId, message, context));
    return commandAnswer(outcome, { quote_id: quoteId });
  }

  @Post(':quote_id/offer')
  @HttpCode(200)
  @Allow('creator')
  @Problems(...OF_PROPOSALS)
  @ApiOperation({ summary: 'The creator offers a price' })
  @ApiOkResponse({ type: QuoteAnswerDto })
  offer(
    @IdParam('quote_id', 'quo') quoteId: QuoteId,
    @Body() dto: QuotePriceDto,
    @Context() context: CommandContext,
  ) {
    return this.propose(quoteId, dto, context);
  }

  @Post(':quote_id/counter')
  @HttpCode(200)
  @Allow('fan')
  @Problems(...OF_PROPOSALS)
  @ApiOperation({ summary: 'The fan proposes another price' })
  @ApiOkResponse({ type: QuoteAnswerDto })
  counter(
    @IdParam('quote_id', 'quo') quoteId: QuoteId,
    @Body() dto: QuotePriceDto,
    @Context() context: CommandContext,
  ) {
    return this.propose(quoteId, dto, context);
  }

  @Post(':quote_id/accept')
  @HttpCode(200)
  @Allow('fan', 'creator')
  @Problems(...OF_OPEN_QUOTES, 'quote_no_proposal', 'quote_own_proposal', 'price_changed')
  @ApiOperation({ summary: "Agrees to the other side's price" })
  @ApiOkResponse({ type: QuoteAnswerDto })
  async accept(
    @IdParam('quote_id', 'quo') quoteId: QuoteId,
    @Body() { price }: QuotePriceDto,
    @Context() context: CommandContext,
  ) {
    const outcome = await this.commands.execute(new AcceptQuote(quoteId, moneyOf(price), context));
    return commandAnswer(outcome, { quote_id: quoteId });
  }

  @Post(':quote_id/decline')
  @HttpCode(200)
  @Allow('fan', 'creator')
  @Problems(...OF_OPEN_QUOTES)
  @ApiOperation({ summary: 'Ends the conversation without a price' })
  @ApiOkResponse({ type: QuoteAnswerDto })
  async decline(@IdParam('quote_id', 'quo') quoteId: QuoteId, @Context() context: CommandContext) {
    return commandAnswer(await this.commands.execute(new DeclineQuote(quoteId, context)), {
      quote_id: quoteId,
    });
  }

  private async propose(quoteId: QuoteId, { price }: QuotePriceDto, context: CommandContext) {
    const outcome = await this.commands.execute(new ProposePrice(quoteId, moneyOf(price), context));
    return commandAnswer(outcome, { quote_id: quoteId });
  }
}

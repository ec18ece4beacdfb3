import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '../../../application/command-context.js';
import { PublishMarketTerms } from '../../../application/markets/publish-market-terms.js';
import { isMarketCode } from '../../../domain/ids.js';
import { commandAnswer } from '../http/answer.js';
import { Context } from '../http/command-context.js';
import { Allow } from '../identity/allow.js';
import { Problems } from '../openapi/problems.js';
import { ProblemError } from '../problems/problem-error.js';
import { MarketAnswerDto } from '../shared/command-answer.dto.js';
import { effectiveFromOf, PublishMarketTermsDto, termsOf } from './market.dto.js';

@ApiTags('markets')
@Controller('v1/markets')
export class MarketCommandsController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':market/terms')
  @HttpCode(200)
  @Allow('admin')
  @Problems('not_found', 'market_terms_invalid', 'market_terms_not_in_order')
  @ApiOperation({
    summary: 'Opens a market, or changes its terms from a date on',
    description: 'Orders that are open keep the terms they were placed under.',
  })
  @ApiOkResponse({ type: MarketAnswerDto })
  async publish(
    @Param('market') market: string,
    @Body() dto: PublishMarketTermsDto,
    @Context() context: CommandContext,
  ) {
    if (!isMarketCode(market))
      throw new ProblemError('not_found', 'a market is a country code of two capital letters');
    const command = new PublishMarketTerms(market, effectiveFromOf(dto), termsOf(dto.terms), context);
    return commandAnswer(await this.commands.execute(command), { market });
  }
}

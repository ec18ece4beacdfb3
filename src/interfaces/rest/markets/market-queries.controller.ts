import { Controller, Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { GetMarketTerms, ListMarkets } from '../../../application/markets/read-markets.js';
import { Clock } from '../../../application/ports/clock.js';
import { Answer } from '../http/answer.js';
import { pageAnswer } from '../http/page.js';
import { SeenPosition } from '../http/seen-position.js';
import { AllowAnyone } from '../identity/allow.js';
import { Problems } from '../openapi/problems.js';
import { orNotFound } from '../shared/found.js';
import { bodyOf } from '../shared/snake-case.js';
import { ApiRevisedResponse } from '../openapi/answer-headers.js';
import { PageOf } from '../shared/page-of.dto.js';
import { MarketDto } from './market-view.dto.js';

@ApiTags('markets')
@Controller('v1/markets')
export class MarketQueriesController {
  constructor(
    private readonly queries: QueryBus,
    private readonly clock: Clock,
  ) {}

  @Get()
  @AllowAnyone()
  @ApiOperation({ summary: 'Every market and its dated terms' })
  @ApiOkResponse({ type: PageOf(MarketDto), description: 'All markets, by their code.' })
  async list(@SeenPosition() seen: bigint | undefined) {
    const markets = await this.queries.execute(new ListMarkets(this.clock.now(), seen));
    return pageAnswer(
      markets.map((market) => bodyOf(market)),
      undefined,
    );
  }

  @Get(':market')
  @AllowAnyone()
  @Problems('not_found')
  @ApiOperation({ summary: 'A market: the terms in force, and all others' })
  @ApiRevisedResponse(MarketDto, 'The market.')
  async get(@Param('market') code: string, @SeenPosition() seen: bigint | undefined) {
    const found = await this.queries.execute(new GetMarketTerms(code, this.clock.now(), seen));
    const market = orNotFound(found, 'not_found', 'there is no such market');
    return new Answer(bodyOf(market), { revision: BigInt(market.revision) });
  }
}

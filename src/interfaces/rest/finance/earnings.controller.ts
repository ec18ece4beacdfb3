import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { Actor } from '../../../application/events/metadata.js';
import { EarningsSummary } from '../../../application/finance/earnings-summary.js';
import { ListEarnings } from '../../../application/finance/list-earnings.js';
import { Clock } from '../../../application/ports/clock.js';
import type { Earning } from '../../../application/projections/creator-earnings.js';
import type { CreatorId } from '../../../domain/ids.js';
import { Optional } from '../http/optional.js';
import { pageAnswer, PageQuery } from '../http/page.js';
import { SeenPosition } from '../http/seen-position.js';
import { Allow } from '../identity/allow.js';
import { CurrentActor } from '../identity/caller.js';
import { moneyView } from '../shared/money.dto.js';
import { IsInstant, periodOf } from '../shared/period.dto.js';
import { bodyOf } from '../shared/snake-case.js';
import { PageOf } from '../shared/page-of.dto.js';
import { EarningDto, EarningsSummaryDto } from './earnings.dto.js';

const STATES = ['pending', 'earned', 'lost', 'charged_back'] as const;

export class ListEarningsQuery extends PageQuery {
  @ApiProperty({ required: false, enum: STATES })
  @Optional()
  @IsIn(STATES)
  state?: (typeof STATES)[number];

  @IsInstant('Of orders accepted at or after.')
  accepted_from?: string;

  @IsInstant('Of orders accepted before.')
  accepted_to?: string;
}

@ApiTags('creators')
@Controller('v1/earnings')
export class EarningsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Allow('creator')
  @ApiOperation({ summary: 'What each accepted order brings its creator, the last accepted first' })
  @ApiOkResponse({ type: PageOf(EarningDto), description: 'A page of earnings.' })
  async list(
    @CurrentActor() actor: Actor,
    @Query() query: ListEarningsQuery,
    @SeenPosition() seen: bigint | undefined,
  ) {
    const { state, limit, starting_after: startingAfter } = query;
    const period = periodOf({ from: query.accepted_from, to: query.accepted_to }, 'accepted_');
    const search = { state, ...period, limit, startingAfter };
    const page = await this.queries.execute(new ListEarnings(actor.id as CreatorId, search, seen));
    return pageAnswer(page.documents.map(earningBody), page.next);
  }

  @Get('summary')
  @Allow('creator')
  @ApiOperation({ summary: 'Sums per currency: pending, in hold, available, disputed, charged back' })
  @ApiOkResponse({ type: EarningsSummaryDto, description: 'In minor units.' })
  async summary(@CurrentActor() actor: Actor, @SeenPosition() seen: bigint | undefined) {
    const now = this.clock.now();
    const sums = await this.queries.execute(new EarningsSummary(actor.id as CreatorId, now, seen));
    return { as_of: now, data: sums.map((sum) => bodyOf(sum)) };
  }
}

function earningBody({ priceMinor, feeMinor, earningMinor, currency, ...earning }: Earning) {
  return {
    ...bodyOf(earning),
    price: moneyView(priceMinor, currency),
    fee: moneyView(feeMinor, currency),
    earning: moneyView(earningMinor, currency),
  };
}

import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsIn, Matches } from 'class-validator';
import { ListPayouts } from '../../../application/payouts/payout-run-views.js';
import type { PayoutStatus } from '../../../domain/creator-account/account.js';
import { type CreatorId, idPattern, type PayoutRunId } from '../../../domain/ids.js';
import { Optional } from '../http/optional.js';
import { pageAnswer, PageQuery } from '../http/page.js';
import { SeenPosition } from '../http/seen-position.js';
import { Allow } from '../identity/allow.js';
import { PageOf } from '../shared/page-of.dto.js';
import { payoutBody } from './payout-body.js';
import { PAYOUT_STATES, PayoutDto } from './payouts.dto.js';

export class ListPayoutsQuery extends PageQuery {
  @ApiProperty({ required: false })
  @Optional()
  @Matches(idPattern('run'), { message: 'must be the id of a payout run (run_…)' })
  run_id?: PayoutRunId;

  @ApiProperty({ required: false })
  @Optional()
  @Matches(idPattern('cre'), { message: 'must be the id of a creator (cre_…)' })
  creator_id?: CreatorId;

  @ApiProperty({ required: false, enum: PAYOUT_STATES })
  @Optional()
  @IsIn(PAYOUT_STATES)
  state?: PayoutStatus;
}

@ApiTags('finance')
@Controller('v1/payouts')
export class PayoutsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Allow('finance', 'admin')
  @ApiOperation({ summary: 'Money on its way to creators, the last reserved first' })
  @ApiOkResponse({ type: PageOf(PayoutDto), description: 'A page of payouts.' })
  async list(@Query() query: ListPayoutsQuery, @SeenPosition() seen: bigint | undefined) {
    const { run_id: runId, creator_id: creatorId, state, limit, starting_after: startingAfter } = query;
    const search = { runId, creatorId, state, limit, startingAfter };
    const page = await this.queries.execute(new ListPayouts(search, seen));
    return pageAnswer(page.documents.map(payoutBody), page.next);
  }
}

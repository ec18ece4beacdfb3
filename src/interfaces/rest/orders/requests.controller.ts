import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import type { Actor } from '../../../application/events/metadata.js';
import { ListRequests } from '../../../application/orders/list-requests.js';
import type { CreatorRequest } from '../../../application/projections/creator-requests.js';
import type { CreatorId } from '../../../domain/ids.js';
import { Optional } from '../http/optional.js';
import { pageAnswer, PageQuery } from '../http/page.js';
import { SeenPosition } from '../http/seen-position.js';
import { Allow } from '../identity/allow.js';
import { CurrentActor } from '../identity/caller.js';
import { moneyView } from '../shared/money.dto.js';
import { bodyOf } from '../shared/snake-case.js';
import { PageOf } from '../shared/page-of.dto.js';
import { RequestDto } from './request-view.dto.js';

const QUEUED = ['in_review', 'to_answer', 'to_deliver', 'video_in_review'] as const;

export class ListRequestsQuery extends PageQuery {
  @ApiProperty({ required: false, enum: QUEUED })
  @Optional()
  @IsIn(QUEUED)
  state?: (typeof QUEUED)[number];
}

@ApiTags('creators')
@Controller('v1/requests')
export class RequestsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Allow('creator')
  @ApiOperation({ summary: "The creator's queue: what is due soonest comes first" })
  @ApiOkResponse({ type: PageOf(RequestDto), description: 'A page of requests.' })
  async list(
    @CurrentActor() actor: Actor,
    @Query() { state, limit, starting_after: startingAfter }: ListRequestsQuery,
    @SeenPosition() seen: bigint | undefined,
  ) {
    const search = { states: state && [state], limit, startingAfter };
    const page = await this.queries.execute(new ListRequests(actor.id as CreatorId, search, seen));
    return pageAnswer(page.documents.map(requestBody), page.next);
  }
}

function requestBody({ priceMinor, earningMinor, currency, ...request }: CreatorRequest) {
  return {
    ...bodyOf(request),
    price: moneyView(priceMinor, currency),
    earning: moneyView(earningMinor, currency),
  };
}

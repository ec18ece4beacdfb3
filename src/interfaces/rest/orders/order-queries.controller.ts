import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsIn, Matches } from 'class-validator';
import type { Actor } from '../../../application/events/metadata.js';
import { ExplainOrder } from '../../../application/orders/explain-order.js';
import { GetOrder } from '../../../application/orders/get-order.js';
import { GetTimeline } from '../../../application/orders/get-timeline.js';
import { ListOrders } from '../../../application/orders/list-orders.js';
import { Clock } from '../../../application/ports/clock.js';
import { type CreatorId, idPattern, type OrderId } from '../../../domain/ids.js';
import { Answer } from '../http/answer.js';
import { IdParam } from '../http/id-param.js';
import { Optional } from '../http/optional.js';
import { pageAnswer, PageQuery } from '../http/page.js';
import { SeenPosition } from '../http/seen-position.js';
import { Allow } from '../identity/allow.js';
import { CurrentActor } from '../identity/caller.js';
import { Problems } from '../openapi/problems.js';
import { asOfAsked, AsOfQuery } from '../shared/as-of.dto.js';
import { orNotFound } from '../shared/found.js';
import { IsMarketCode } from '../shared/market-code.js';
import { IsInstant, periodOf } from '../shared/period.dto.js';
import { orderBody, timelineBody } from './order-body.js';
import { ApiRevisedResponse } from '../openapi/answer-headers.js';
import { PageOf } from '../shared/page-of.dto.js';
import { OrderTimelineDto } from './order-timeline.dto.js';
import { OrderDto } from './order-view.dto.js';

const STATES = [
  'awaiting_payment',
  'in_request_review',
  'awaiting_acceptance',
  'accepted',
  'in_video_review',
  'delivered',
  'ended',
] as const;

export class ListOrdersQuery extends PageQuery {
  @ApiProperty({ required: false, enum: STATES })
  @Optional()
  @IsIn(STATES)
  state?: (typeof STATES)[number];

  @ApiProperty({ required: false, example: 'TR', description: "The creator's market." })
  @Optional()
  @IsMarketCode()
  market?: string;

  @ApiProperty({ type: 'string', required: false })
  @Optional()
  @Matches(idPattern('cre'), { message: 'must be the id of a creator (cre_…)' })
  creator_id?: CreatorId;

  @IsInstant('Placed at or after.')
  placed_from?: string;

  @IsInstant('Placed before.')
  placed_to?: string;
}

const NO_SUCH_ORDER = ['order_not_found', 'there is no such order'] as const;

@ApiTags('orders')
@Controller('v1/orders')
export class OrderQueriesController {
  constructor(
    private readonly queries: QueryBus,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Allow('fan', 'creator', 'finance', 'support', 'admin')
  @ApiOperation({ summary: "One's own orders, or, for staff, all; newest first" })
  @ApiOkResponse({ type: PageOf(OrderDto), description: 'A page of orders.' })
  async list(
    @CurrentActor() actor: Actor,
    @Query() query: ListOrdersQuery,
    @SeenPosition() seen: bigint | undefined,
  ) {
    const { state, market, creator_id: creatorId, limit, starting_after: startingAfter } = query;
    const period = periodOf({ from: query.placed_from, to: query.placed_to }, 'placed_');
    const search = { state, market, creatorId, ...period, limit, startingAfter };
    const { documents, next } = await this.queries.execute(new ListOrders(actor, search, seen));
    return pageAnswer(documents.map(orderBody), next);
  }

  @Get(':order_id')
  @Allow('fan', 'creator', 'finance', 'support', 'admin')
  @Problems('order_not_found', 'as_of_invalid')
  @ApiOperation({
    summary: 'An order, now or as of any position or instant',
    description: 'Its `ETag` is what `If-Match` of a command takes.',
  })
  @ApiRevisedResponse(OrderDto, 'The order.')
  async get(
    @IdParam('order_id', 'ord') orderId: OrderId,
    @CurrentActor() actor: Actor,
    @Query() query: AsOfQuery,
    @SeenPosition() seen: bigint | undefined,
  ) {
    const found = await this.queries.execute(new GetOrder(orderId, actor, seen, asOfAsked(query.as_of)));
    const { timeline: _timeline, ...order } = orNotFound(found, ...NO_SUCH_ORDER);
    return new Answer(orderBody(order), { revision: BigInt(order.revision) });
  }

  @Get(':order_id/timeline')
  @Allow('fan', 'creator', 'finance', 'support', 'admin')
  @Problems('order_not_found')
  @ApiOperation({
    summary: 'What happened to an order, why it is where it is, and what happens next and when',
  })
  @ApiOkResponse({ type: OrderTimelineDto, description: 'In plain words, oldest first.' })
  async timeline(
    @IdParam('order_id', 'ord') orderId: OrderId,
    @CurrentActor() actor: Actor,
    @SeenPosition() seen: bigint | undefined,
  ) {
    const entries = await this.queries.execute(new GetTimeline(orderId, actor, seen));
    const explanation = await this.queries.execute(new ExplainOrder(orderId, actor, this.clock.now(), seen));
    return timelineBody(
      orderId,
      orNotFound(entries, ...NO_SUCH_ORDER),
      orNotFound(explanation, ...NO_SUCH_ORDER),
    );
  }
}

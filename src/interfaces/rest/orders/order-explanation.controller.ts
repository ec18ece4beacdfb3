import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ExplainWholeOrder } from '../../../application/orders/explained/explain-whole-order.js';
import { Clock } from '../../../application/ports/clock.js';
import type { OrderId } from '../../../domain/ids.js';
import { IdParam } from '../http/id-param.js';
import { Allow } from '../identity/allow.js';
import { Problems } from '../openapi/problems.js';
import { asOfAsked, AsOfQuery } from '../shared/as-of.dto.js';
import { orNotFound } from '../shared/found.js';
import { explanationBody } from './explanation-body.js';
import { OrderExplanationDto } from './order-explanation.dto.js';

/** Why an order is as it is, for whoever is asked about it. */
@ApiTags('orders')
@Controller('v1/orders')
export class OrderExplanationController {
  constructor(
    private readonly queries: QueryBus,
    private readonly clock: Clock,
  ) {}

  @Get(':order_id/explanation')
  @Allow('support', 'finance', 'admin')
  @Problems('order_not_found', 'as_of_invalid', 'read_model_behind')
  @ApiOperation({
    summary:
      'Everything about one order, across all streams: what happened and why, its money, what it waits for',
    description:
      'Read from the log itself; what is personal is not in it. `shoutouts orders explain` answers the same where the API does not.',
  })
  @ApiOkResponse({ type: OrderExplanationDto, description: 'The order, explained.' })
  async explanation(@IdParam('order_id', 'ord') orderId: OrderId, @Query() { as_of }: AsOfQuery) {
    const asked = { orderId, asOf: asOfAsked(as_of), now: this.clock.now() };
    const found = await this.queries.execute(new ExplainWholeOrder(asked));
    return explanationBody(orNotFound(found, 'order_not_found', 'there is no such order'));
  }
}

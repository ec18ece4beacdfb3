import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { CommandContext } from '../../../application/command-context.js';
import { AcceptOrder } from '../../../application/orders/accept-order.js';
import { DeclineOrder } from '../../../application/orders/decline-order.js';
import { DeliverVideo } from '../../../application/orders/deliver-video.js';
import { PayAgain } from '../../../application/orders/pay-again.js';
import { PlaceOrder } from '../../../application/orders/place-order.js';
import { RateOrder } from '../../../application/orders/rate-order.js';
import { RetryRefund } from '../../../application/orders/retry-refund.js';
import { ReviewOrder } from '../../../application/orders/review-order.js';
import { WithdrawOrder } from '../../../application/orders/withdraw-order.js';
import type { OrderId } from '../../../domain/ids.js';
import { commandAnswer } from '../http/answer.js';
import { Context } from '../http/command-context.js';
import { IdParam } from '../http/id-param.js';
import { Allow } from '../identity/allow.js';
import { Problems } from '../openapi/problems.js';
import { orThrow } from '../problems/problem-error.js';
import { OrderAnswerDto } from '../shared/command-answer.dto.js';
import { moneyOf } from '../shared/money.dto.js';
import { DeliverVideoDto, PayAgainDto, PlaceOrderDto, RateOrderDto, ReviewOrderDto } from './order.dto.js';

/** Accepting and declining are refused alike. */
const OF_ANSWERS = [
  'order_not_found',
  'order_not_paid',
  'order_in_review',
  'order_already_accepted',
  'order_already_delivered',
  'order_ended',
  'acceptance_window_closed',
] as const;

@ApiTags('orders')
@Controller('v1/orders')
export class OrderCommandsController {
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
    'offering_full',
    'quote_not_found',
    'quote_not_accepted',
    'quote_expired',
    'quote_already_ordered',
    'price_changed',
    'currency_not_allowed',
    'price_outside_terms',
  )
  @ApiOperation({
    summary: 'Orders a video, and pays for it',
    description: 'The creator sees it when it is paid.',
  })
  @ApiCreatedResponse({ type: OrderAnswerDto })
  async place(@Body() dto: PlaceOrderDto, @Context() context: CommandContext) {
    const { creator_id: creatorId, quote_id: quoteId = null, brief, payment_method: paymentMethod } = dto;
    const order = { creatorId, quoteId, price: moneyOf(dto.price), brief, paymentMethod };
    const placed = orThrow(await this.commands.execute(new PlaceOrder(order, context)));
    return commandAnswer(placed, { order_id: placed.orderId }, `/v1/orders/${placed.orderId}`);
  }

  @Post(':order_id/payment')
  @HttpCode(200)
  @Allow('fan')
  @Problems(
    'order_not_found',
    'order_ended',
    'order_already_paid',
    'payment_in_progress',
    'payment_window_closed',
  )
  @ApiOperation({ summary: 'Gives another payment method after a refused payment' })
  @ApiOkResponse({ type: OrderAnswerDto })
  async payAgain(
    @IdParam('order_id', 'ord') orderId: OrderId,
    @Body() { payment_method }: PayAgainDto,
    @Context() context: CommandContext,
  ) {
    const outcome = await this.commands.execute(new PayAgain(orderId, payment_method, context));
    return commandAnswer(outcome, { order_id: orderId });
  }

  @Post(':order_id/accept')
  @HttpCode(200)
  @Allow('creator')
  @Problems(...OF_ANSWERS)
  @ApiOperation({ summary: 'Accepts an order: the week to deliver begins' })
  @ApiOkResponse({ type: OrderAnswerDto })
  async accept(@IdParam('order_id', 'ord') orderId: OrderId, @Context() context: CommandContext) {
    return commandAnswer(await this.commands.execute(new AcceptOrder(orderId, context)), {
      order_id: orderId,
    });
  }

  @Post(':order_id/decline')
  @HttpCode(200)
  @Allow('creator')
  @Problems(...OF_ANSWERS)
  @ApiOperation({ summary: 'Declines an order: the fan gets everything back' })
  @ApiOkResponse({ type: OrderAnswerDto })
  async decline(@IdParam('order_id', 'ord') orderId: OrderId, @Context() context: CommandContext) {
    return commandAnswer(await this.commands.execute(new DeclineOrder(orderId, context)), {
      order_id: orderId,
    });
  }

  @Post(':order_id/withdraw')
  @HttpCode(200)
  @Allow('fan')
  @Problems(
    'order_not_found',
    'payment_window_closed',
    'review_window_closed',
    'acceptance_window_closed',
    'withdraw_too_late',
    'order_ended',
  )
  @ApiOperation({ summary: 'Withdraws an order that has not been accepted: the fan gets everything back' })
  @ApiOkResponse({ type: OrderAnswerDto })
  async withdraw(@IdParam('order_id', 'ord') orderId: OrderId, @Context() context: CommandContext) {
    return commandAnswer(await this.commands.execute(new WithdrawOrder(orderId, context)), {
      order_id: orderId,
    });
  }

  @Post(':order_id/deliver')
  @HttpCode(200)
  @Allow('creator')
  @Problems(
    'order_not_found',
    'order_not_accepted',
    'order_in_review',
    'order_already_delivered',
    'order_ended',
    'delivery_window_closed',
    'video_not_found',
    'video_of_another_order',
    'video_too_long',
  )
  @ApiOperation({ summary: "Delivers an uploaded video into the fan's inbox" })
  @ApiOkResponse({ type: OrderAnswerDto })
  async deliver(
    @IdParam('order_id', 'ord') orderId: OrderId,
    @Body() { video_id }: DeliverVideoDto,
    @Context() context: CommandContext,
  ) {
    const outcome = await this.commands.execute(new DeliverVideo(orderId, video_id, context));
    return commandAnswer(outcome, { order_id: orderId });
  }

  @Post(':order_id/rating')
  @HttpCode(200)
  @Allow('fan')
  @Problems('order_not_found', 'order_not_delivered', 'order_already_rated', 'person_erased')
  @ApiOperation({ summary: 'Rates a delivered order' })
  @ApiOkResponse({ type: OrderAnswerDto })
  async rate(
    @IdParam('order_id', 'ord') orderId: OrderId,
    @Body() { stars, comment = '' }: RateOrderDto,
    @Context() context: CommandContext,
  ) {
    const outcome = await this.commands.execute(new RateOrder(orderId, { stars, comment }, context));
    return commandAnswer(outcome, { order_id: orderId });
  }

  @Post(':order_id/review')
  @HttpCode(200)
  @Allow('support', 'admin')
  @Problems('order_not_found', 'nothing_to_review', 'review_window_closed')
  @ApiOperation({ summary: 'Approves or rejects the request or the video that waits for review' })
  @ApiOkResponse({ type: OrderAnswerDto })
  async review(
    @IdParam('order_id', 'ord') orderId: OrderId,
    @Body() { verdict, reason = '' }: ReviewOrderDto,
    @Context() context: CommandContext,
  ) {
    const decision =
      verdict === 'approve' ? { approved: true as const } : { approved: false as const, reason };
    const outcome = await this.commands.execute(new ReviewOrder(orderId, decision, context));
    return commandAnswer(outcome, { order_id: orderId });
  }

  @Post(':order_id/refund/retry')
  @HttpCode(200)
  @Allow('finance', 'admin')
  @Problems('order_not_found', 'refund_not_failed')
  @ApiOperation({ summary: 'Sends a failed refund again' })
  @ApiOkResponse({ type: OrderAnswerDto })
  async retryRefund(@IdParam('order_id', 'ord') orderId: OrderId, @Context() context: CommandContext) {
    return commandAnswer(await this.commands.execute(new RetryRefund(orderId, context)), {
      order_id: orderId,
    });
  }
}

import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Actor } from '../../../application/events/metadata.js';
import { GetOrder } from '../../../application/orders/get-order.js';
import { PaymentGateway } from '../../../application/ports/payment-gateway.js';
import type { OrderId } from '../../../domain/ids.js';
import { IdParam } from '../http/id-param.js';
import { SeenPosition } from '../http/seen-position.js';
import { Allow } from '../identity/allow.js';
import { CurrentActor } from '../identity/caller.js';
import { Problems } from '../openapi/problems.js';
import { orNotFound } from '../shared/found.js';
import { OrderPaymentDto } from './order-payment.dto.js';

/** Where the sandbox of the payment provider listens; `undefined` with the real one. */
export const SANDBOX_URL = Symbol('address of the payment sandbox');

@ApiTags('orders')
@Controller('v1/orders')
export class OrderPaymentController {
  constructor(
    private readonly queries: QueryBus,
    private readonly gateway: PaymentGateway,
    @Inject(SANDBOX_URL) private readonly sandboxUrl: string | undefined,
  ) {}

  @Get(':order_id/payment')
  @Allow('fan')
  @Problems('order_not_found')
  @ApiOperation({
    summary: "Where the payment stands, and what the fan's app needs for 3-D Secure",
    description:
      '`client_secret` is for the payment provider’s own library. Without a real provider, `sandbox.authenticate_url` ' +
      'takes `outcome=succeed` or `outcome=fail` and the secret as a form.',
  })
  @ApiOkResponse({ type: OrderPaymentDto, description: 'The payment.' })
  async payment(
    @IdParam('order_id', 'ord') orderId: OrderId,
    @CurrentActor() actor: Actor,
    @SeenPosition() seen: bigint | undefined,
  ) {
    const found = await this.queries.execute(new GetOrder(orderId, actor, seen));
    const { payment, paymentId } = orNotFound(found, 'order_not_found', 'there is no such order');
    const status = { order_id: orderId, status: payment };
    if (payment !== 'action_required' || paymentId === null) return status;
    const action = { ...status, client_secret: await this.gateway.clientSecret(paymentId) };
    if (this.sandboxUrl === undefined) return action;
    const authenticateUrl = `${this.sandboxUrl}/sandbox/payment_intents/${paymentId}/authenticate`;
    return { ...action, sandbox: { authenticate_url: authenticateUrl } };
  }
}

import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { OrderId } from '../../domain/ids.js';
import { refuseUnpayable } from '../../domain/order/decide.js';
import { retryPayment } from '../../domain/payment/decide.js';
import { isRejection } from '../../domain/rejection.js';
import { orders, payments } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';
import { asItsFan } from './whose-order.js';

/** After a refused payment, the fan gives another payment method while there is still time to pay. */
export class PayAgain extends Command<CommandOutcome> {
  constructor(
    readonly orderId: OrderId,
    readonly paymentMethod: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(PayAgain)
export class PayAgainHandler implements ICommandHandler<PayAgain> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  async execute({ orderId, paymentMethod, context }: PayAgain): Promise<CommandOutcome> {
    const { state: order } = await this.aggregates.load(orders, orderId);
    const mayPay = asItsFan(context.actor, (placed, now) => refuseUnpayable(placed, now) ?? []);
    // `If-Match` is about the order, and this is about its payment.
    const { expectedRevision: _ofOrder, ...retrying } = context;
    return this.aggregates.execute(payments, orderId, retrying, (payment, now) => {
      const refusal = mayPay(order, now);
      return isRejection(refusal) ? refusal : retryPayment(payment, { paymentMethod, now });
    });
  }
}

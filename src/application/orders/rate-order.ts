import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { OrderId } from '../../domain/ids.js';
import { rateOrder } from '../../domain/order/decide.js';
import { orders } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';
import { asItsFan } from './whose-order.js';

/** The fan says how they liked the delivered video. */
export class RateOrder extends Command<CommandOutcome> {
  constructor(
    readonly orderId: OrderId,
    readonly rating: { readonly stars: number; readonly comment: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RateOrder)
export class RateOrderHandler implements ICommandHandler<RateOrder> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ orderId, rating, context }: RateOrder): Promise<CommandOutcome> {
    const decide = asItsFan(context.actor, (order, now) => rateOrder(order, { ...rating, now }));
    return this.aggregates.execute(orders, orderId, context, decide);
  }
}

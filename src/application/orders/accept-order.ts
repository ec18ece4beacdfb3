import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { OrderId } from '../../domain/ids.js';
import { acceptOrder } from '../../domain/order/decide.js';
import { orders } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';
import { asItsCreator } from './whose-order.js';

/** The creator takes the order on: from here on it can only be delivered, or expire. */
export class AcceptOrder extends Command<CommandOutcome> {
  constructor(
    readonly orderId: OrderId,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(AcceptOrder)
export class AcceptOrderHandler implements ICommandHandler<AcceptOrder> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ orderId, context }: AcceptOrder): Promise<CommandOutcome> {
    const decide = asItsCreator(context.actor, (order, now) => acceptOrder(order, { now }));
    return this.aggregates.execute(orders, orderId, context, decide);
  }
}

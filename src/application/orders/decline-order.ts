import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { OrderId } from '../../domain/ids.js';
import { declineOrder } from '../../domain/order/decide.js';
import { orders } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';
import { asItsCreator } from './whose-order.js';

/** The creator does not want it: the fan gets everything back. */
export class DeclineOrder extends Command<CommandOutcome> {
  constructor(
    readonly orderId: OrderId,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(DeclineOrder)
export class DeclineOrderHandler implements ICommandHandler<DeclineOrder> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ orderId, context }: DeclineOrder): Promise<CommandOutcome> {
    const decide = asItsCreator(context.actor, (order, now) => declineOrder(order, { now }));
    return this.aggregates.execute(orders, orderId, context, decide);
  }
}

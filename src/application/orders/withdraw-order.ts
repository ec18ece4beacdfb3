import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { OrderId } from '../../domain/ids.js';
import { withdrawOrder } from '../../domain/order/decide.js';
import { orders } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';
import { asItsFan } from './whose-order.js';

/** The fan changes their mind, before the creator has accepted. */
export class WithdrawOrder extends Command<CommandOutcome> {
  constructor(
    readonly orderId: OrderId,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(WithdrawOrder)
export class WithdrawOrderHandler implements ICommandHandler<WithdrawOrder> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ orderId, context }: WithdrawOrder): Promise<CommandOutcome> {
    const decide = asItsFan(context.actor, (order, now) => withdrawOrder(order, { now }));
    return this.aggregates.execute(orders, orderId, context, decide);
  }
}

import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { OrderId } from '../../domain/ids.js';
import { retryRefund } from '../../domain/order/decide-money.js';
import { orders } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';
import { asAnybody } from './whose-order.js';

/** Finance has seen to a refund that the provider failed, and sends it again. */
export class RetryRefund extends Command<CommandOutcome> {
  constructor(
    readonly orderId: OrderId,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(RetryRefund)
export class RetryRefundHandler implements ICommandHandler<RetryRefund> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ orderId, context }: RetryRefund): Promise<CommandOutcome> {
    const decide = asAnybody((order, now) => retryRefund(order, { now }));
    return this.aggregates.execute(orders, orderId, context, decide);
  }
}

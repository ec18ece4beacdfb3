import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { OrderId } from '../../domain/ids.js';
import { approveReviewed, rejectReviewed } from '../../domain/order/decide.js';
import { orders } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';
import { asAnybody } from './whose-order.js';

/** Support clears, or rejects with a reason, the request or the video that waits for review. */
export class ReviewOrder extends Command<CommandOutcome> {
  constructor(
    readonly orderId: OrderId,
    readonly verdict: { readonly approved: true } | { readonly approved: false; readonly reason: string },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(ReviewOrder)
export class ReviewOrderHandler implements ICommandHandler<ReviewOrder> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ orderId, verdict, context }: ReviewOrder): Promise<CommandOutcome> {
    const decide = asAnybody((order, now) =>
      verdict.approved
        ? approveReviewed(order, { now })
        : rejectReviewed(order, { reason: verdict.reason, now }),
    );
    return this.aggregates.execute(orders, orderId, context, decide);
  }
}

import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { OrderId } from '../../domain/ids.js';
import { prepareEvidence } from '../../domain/order/decide-evidence.js';
import { orders } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';
import { asAnybody } from './whose-order.js';

/** Finance has looked at the evidence of an order, and answers the bank that takes its money back. */
export class SubmitEvidence extends Command<CommandOutcome> {
  constructor(
    readonly orderId: OrderId,
    readonly disputeId: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(SubmitEvidence)
export class SubmitEvidenceHandler implements ICommandHandler<SubmitEvidence> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ orderId, disputeId, context }: SubmitEvidence): Promise<CommandOutcome> {
    const decide = asAnybody((order, now) => prepareEvidence(order, { disputeId, now }));
    return this.aggregates.execute(orders, orderId, context, decide);
  }
}

import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { startReconciliation } from '../../domain/reconciliation/decide.js';
import { reconciliationId } from '../../domain/reconciliation/run.js';
import { reconciliations } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { PaymentGateway } from '../ports/payment-gateway.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';

/** Finance wants a day of the provider's books compared with ours, now or once more. */
export class StartReconciliation extends Command<CommandOutcome> {
  constructor(
    readonly day: string,
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(StartReconciliation)
export class StartReconciliationHandler implements ICommandHandler<StartReconciliation> {
  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly gateway: PaymentGateway,
  ) {}

  execute({ day, context }: StartReconciliation): Promise<CommandOutcome> {
    const { provider } = this.gateway;
    return this.aggregates.execute(reconciliations, reconciliationId(provider, day), context, (found, now) =>
      startReconciliation(found, { provider, day, by: context.actor.id, now }),
    );
  }
}

import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { receiveProviderEvent } from '../../domain/payment/provider-event.js';
import { providerEvents } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { commandIdFrom } from '../events/derived-ids.js';
import type { ProviderEvent } from '../ports/payment-gateway.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { CommandOutcome } from '../runtime/outcome.js';

/** Stores what the provider told, by its own event id, before it is answered. Duplicates are the same command. */
export class ReceiveProviderEvent extends Command<CommandOutcome> {
  readonly context: CommandContext;

  constructor(
    readonly event: ProviderEvent,
    requestId: string,
  ) {
    super();
    this.context = contextOf(event, requestId);
  }
}

@CommandHandler(ReceiveProviderEvent)
export class ReceiveProviderEventHandler implements ICommandHandler<ReceiveProviderEvent> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  execute({ event, context }: ReceiveProviderEvent): Promise<CommandOutcome> {
    return receiveEvent(this.aggregates, event, context);
  }
}

/** One event of the provider, however it came: by webhook, or found when reconciling. */
export function receiveEvent(
  aggregates: AggregatesRuntime,
  event: ProviderEvent,
  context: CommandContext = contextOf(event, event.id),
): Promise<CommandOutcome> {
  const { id, type, objectId, orderId = null, paymentId = null } = event;
  return aggregates.begin(providerEvents, id, context, (inbox, now) =>
    receiveProviderEvent(inbox, { providerEventId: id, type, objectId, orderId, paymentId, now }),
  );
}

/** An event of the provider is one command, whoever brings it. */
const contextOf = ({ id }: ProviderEvent, correlationId: string): CommandContext => ({
  commandId: commandIdFrom(`provider event ${id}`),
  correlationId,
  causationId: correlationId,
  actor: { role: 'system', id: 'stripe' },
  source: 'webhook',
});

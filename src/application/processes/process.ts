import type { EventOf, EventType, ShoutoutsEvent } from '../../domain/all-events.js';
import type { CommandContext } from '../command-context.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { commandIdFrom } from '../events/derived-ids.js';

/** All of them. Each names a checkpoint that is stored, so none is ever renamed. */
export const PROCESS_NAMES = [
  'payment',
  'refund',
  'chargeback',
  'evidence',
  'order_slots',
  'earnings',
  'payout',
  'bank_payout',
  'reconciliation',
] as const;
export type ProcessName = (typeof PROCESS_NAMES)[number];

/**
 * A long-running reaction to events: event in, intent out. It may be handed the same event again after a crash, so
 * everything it does is either a command, which is recognised when repeated, or a call with an idempotency key.
 */
export interface Process {
  readonly name: ProcessName;
  readonly takes: readonly EventType[];
  /** Rejects only when the work is to be tried again. An unknown outcome at the provider is recorded, not thrown. */
  handle(event: DecodedEvent<ShoutoutsEvent>): Promise<void>;
}

/** What set a process going: an event of the log, or a deadline. */
export interface Cause {
  readonly id: string;
  readonly correlationId: string;
}

export const causeOf = (event: DecodedEvent<ShoutoutsEvent>): Cause => ({
  id: event.id,
  correlationId: event.metadata.$correlationId,
});

/** The context of one step that a process takes: the same cause and step are the same command. */
export function stepContext(process: string, cause: Cause, step: string): CommandContext {
  return {
    commandId: commandIdFrom(`${process} ${step} ${cause.id}`),
    correlationId: cause.correlationId,
    causationId: cause.id,
    actor: { role: 'system', id: process },
    source: `process:${process}`,
  };
}

export const isEvent = <Type extends EventType>(
  event: DecodedEvent<ShoutoutsEvent>,
  ...types: readonly Type[]
): event is DecodedEvent<EventOf<Type>> => (types as readonly string[]).includes(event.type);

import type { ResolvedEvent } from '@eventstore/db-client';
import type { JsonObject, RecordedEvent } from '../../application/ports/event-store.js';

/** A record that EventStoreDB itself wrote, or that has lost what it pointed to: nobody's event. */
export function toRecordedEvent({ event }: ResolvedEvent): RecordedEvent | undefined {
  if (event === undefined || event.streamId.startsWith('$') || event.type.startsWith('$')) return undefined;
  if (event.position === undefined)
    throw new Error(`EventStoreDB gave no position for ${event.streamId} ${String(event.revision)}`);
  return {
    id: event.id,
    type: event.type,
    data: isObject(event.data) ? event.data : {},
    metadata: isObject(event.metadata) ? event.metadata : {},
    stream: event.streamId,
    revision: event.revision,
    // Of an event, commit and prepare are the same.
    position: event.position.commit,
    recordedAt: event.created.toISOString(),
  };
}

/** Bytes and malformed JSON are not written by this program. */
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !(value instanceof Uint8Array);

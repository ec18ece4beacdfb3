import type { JsonObject, RecordedEvent } from '../../../application/ports/event-store.js';
import type { EventRow } from './log-reader.js';

export function toRecordedEvent(row: EventRow): RecordedEvent {
  const [position, stream, revision, id, type, data, metadata, recordedAt] = row;
  return {
    id,
    type,
    data: JSON.parse(data) as JsonObject,
    metadata: JSON.parse(metadata) as JsonObject,
    stream,
    revision: BigInt(revision),
    position: BigInt(position),
    recordedAt,
  };
}

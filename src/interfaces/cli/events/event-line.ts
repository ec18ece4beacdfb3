import type { RecordedEvent } from '../../../application/ports/event-store.js';
import type { Fields } from '../output.js';

/** For people: where it is, when it was recorded, what it is and of what. */
export const eventLine = ({ position, recordedAt, type, stream }: RecordedEvent): string =>
  `${String(position).padStart(POSITION_CHARS)}  ${recordedAt}  ${type.padEnd(TYPE_CHARS)}  ${stream}`;

const POSITION_CHARS = 8;
const TYPE_CHARS = 24;

/** For programs: all of it, as it is stored. Positions and revisions are text, since they may be beyond 2^53. */
export const eventFields = (event: RecordedEvent): Fields => ({
  position: event.position.toString(),
  recorded_at: event.recordedAt,
  stream: event.stream,
  revision: event.revision.toString(),
  id: event.id,
  type: event.type,
  data: event.data,
  metadata: event.metadata,
});

import {
  AppendTooLargeError,
  InvalidEventError,
  type ExpectedRevision,
  type NewEvent,
} from '../../../application/ports/event-store.js';
import { EXPECT_ANY, NO_STREAM, EXPECT_STREAM_EXISTS, type AppendRequest } from './append-messages.js';

/** EventStoreDB's default; larger appends would pass here and fail there. */
export const MAX_APPEND_BYTES = 1_048_576;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A NUL or half a surrogate pair does not come back from SQLite as it went in. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/** @throws InvalidEventError, AppendTooLargeError */
export function encodeAppend(
  stream: string,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
  recordedAt: string,
): AppendRequest {
  checkName('stream', stream);
  let bytes = 0;
  const strings: string[] = [];
  for (const event of events) {
    checkName('event type', event.type);
    const id = event.id.toLowerCase();
    if (!UUID.test(id)) throw new InvalidEventError(`an event id is a UUID, not ${JSON.stringify(event.id)}`);
    const data = JSON.stringify(event.data);
    bytes += Buffer.byteLength(data);
    if (bytes > MAX_APPEND_BYTES) throw new AppendTooLargeError(MAX_APPEND_BYTES);
    strings.push(id, event.type, data, JSON.stringify(event.metadata));
  }
  return { stream, expected: encodeExpected(expected), recordedAt, events: strings };
}

function checkName(what: string, name: string): void {
  if (name === '' || name.startsWith('$') || UNSTORABLE.test(name)) {
    throw new InvalidEventError(`${JSON.stringify(name)} cannot be the name of a ${what}`);
  }
}

function encodeExpected(expected: ExpectedRevision): number {
  switch (expected) {
    case 'no_stream':
      return NO_STREAM;
    case 'any':
      return EXPECT_ANY;
    case 'stream_exists':
      return EXPECT_STREAM_EXISTS;
    default:
      if (expected < 0n) throw new InvalidEventError(`a revision is not ${String(expected)}`);
      return Number(expected);
  }
}

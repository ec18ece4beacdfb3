import {
  AppendTooLargeError,
  InvalidEventError,
  type ExpectedRevision,
  type NewEvent,
} from '../../application/ports/event-store.js';

/** EventStoreDB's default; larger appends would pass in one engine and fail in the other. */
export const MAX_APPEND_BYTES = 1_048_576;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A NUL or half a surrogate pair does not come back from SQLite as it went in. */
const UNSTORABLE = /\0|\p{Surrogate}/u;

/**
 * What every event log refuses before it looks at the log. EventStoreDB's client must never see such events: an empty
 * type or an id that is not a UUID ends its process. Answers the data of each event as JSON.
 *
 * @throws InvalidEventError, AppendTooLargeError
 */
export function checkAppend(
  stream: string,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
): readonly string[] {
  checkName('stream', stream);
  if (typeof expected === 'bigint' && expected < 0n)
    throw new InvalidEventError(`a revision is not ${String(expected)}`);
  let bytes = 0;
  return events.map(({ id, type, data }) => {
    checkName('event type', type);
    if (!UUID.test(id)) throw new InvalidEventError(`an event id is a UUID, not ${JSON.stringify(id)}`);
    const json = JSON.stringify(data);
    bytes += Buffer.byteLength(json);
    if (bytes > MAX_APPEND_BYTES) throw new AppendTooLargeError(MAX_APPEND_BYTES);
    return json;
  });
}

function checkName(what: string, name: string): void {
  if (name === '' || name.startsWith('$') || UNSTORABLE.test(name)) {
    throw new InvalidEventError(`${JSON.stringify(name)} cannot be the name of a ${what}`);
  }
}

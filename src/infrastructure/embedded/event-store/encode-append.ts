import type { ExpectedRevision, NewEvent } from '../../../application/ports/event-store.js';
import { checkAppend } from '../../events/append-rules.js';
import { EXPECT_ANY, NO_STREAM, EXPECT_STREAM_EXISTS, type AppendRequest } from './append-messages.js';

/** @throws InvalidEventError, AppendTooLargeError */
export function encodeAppend(
  stream: string,
  expected: ExpectedRevision,
  events: readonly NewEvent[],
  recordedAt: string,
): AppendRequest {
  const data = checkAppend(stream, expected, events);
  const strings = events.flatMap(({ id, type, metadata }, at) => [
    id.toLowerCase(),
    type,
    data[at] ?? '',
    JSON.stringify(metadata),
  ]);
  return { stream, expected: encodeExpected(expected), recordedAt, events: strings };
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
      return Number(expected);
  }
}

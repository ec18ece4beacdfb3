import type { ShoutoutsEvent } from '../all-events.js';
import { type Audited, type Books, NOTHING_NOTED } from './notes.js';

/** Where creators want to be paid out, and whether finance has seen that the account is theirs. */
export function noteDestination(books: Books, { type, data }: ShoutoutsEvent): Audited {
  if (type !== 'PayoutDestinationSet' && type !== 'PayoutDestinationVerified') return NOTHING_NOTED;
  const { creatorId, destinationId } = data;
  const before = books.find('destination', destinationId);
  const isVerified = type === 'PayoutDestinationVerified' && before?.creatorId === creatorId;
  return { notes: [['destination', destinationId, { creatorId, isVerified }]], broken: [] };
}

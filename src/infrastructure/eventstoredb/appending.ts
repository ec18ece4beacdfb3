import {
  AppendOutcomeUnknownError,
  AppendTooLargeError,
  WrongExpectedRevisionError,
  type Appended,
} from '../../application/ports/event-store.js';
import { checkAppend } from '../events/append-rules.js';
import type { Append, AppendOutcome } from './append-messages.js';
import type { BatchAppends } from './batch-appends.js';
import { type Connection, unavailable } from './connection.js';
import { messageOf } from './errors.js';
import { readStream } from './reading.js';

type Failure = Exclude<AppendOutcome, { is: 'appended' }>;

/**
 * Asks again after a lost reply, with the same ids *and* the same expected revision: EventStoreDB answers that as the first
 * time, and anything else could be written twice.
 */
export async function append(
  connection: Connection,
  appends: BatchAppends,
  wanted: Omit<Append, 'data'>,
): Promise<Appended> {
  const append = { ...wanted, data: checkAppend(wanted.stream, wanted.expected, wanted.events) };
  const patience = connection.patience();
  let mayBeWritten = false;
  for (;;) {
    let outcome = await appends.append(append);
    if (outcome.is === 'refused' && mayBeWritten) outcome = (await written(connection, append)) ?? outcome;
    if (outcome.is === 'appended') return outcome.at;
    mayBeWritten ||= outcome.is === 'unknown';
    const isOpen = outcome.is === 'unknown' || outcome.is === 'not_written';
    if (!isOpen || !(await patience.pause())) throw failure(append, outcome, mayBeWritten);
  }
}

function failure(append: Append, outcome: Failure, mayBeWritten: boolean): Error {
  switch (outcome.is) {
    case 'refused':
      return new WrongExpectedRevisionError(append.stream, append.expected, outcome.actual);
    case 'too_large':
      return new AppendTooLargeError(outcome.maxBytes);
    case 'fault':
      return new Error(`EventStoreDB: ${messageOf(outcome.error)}`, { cause: outcome.error });
    default:
      return mayBeWritten ? outcomeUnknown(outcome.error) : unavailable(outcome.error);
  }
}

/**
 * Where the events lie that an attempt wrote whose reply was lost: they are ours, and no conflict. With `any` and
 * `stream_exists` the server itself finds them.
 */
async function written(connection: Connection, append: Append): Promise<AppendOutcome | undefined> {
  const { stream, expected, events } = append;
  if (expected === 'any' || expected === 'stream_exists') return undefined;
  const from = expected === 'no_stream' ? 0n : expected + 1n;
  try {
    const there = await readStream(connection, stream, { from, limit: events.length });
    const last = there.at(-1);
    const areOurs = there.length === events.length && there.every(({ id }, at) => isSame(id, events[at]?.id));
    if (!areOurs || last === undefined) return undefined;
    return { is: 'appended', at: { revision: last.revision, position: last.position } };
  } catch (error) {
    throw outcomeUnknown(error);
  }
}

/** UUIDs, which come back in lower case. */
const isSame = (id: string, other: string | undefined): boolean => id === other?.toLowerCase();

const outcomeUnknown = (error: unknown) =>
  new AppendOutcomeUnknownError(`EventStoreDB: ${messageOf(error)}`, { cause: error });

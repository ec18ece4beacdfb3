import type { Clock } from '../ports/clock.js';
import type { EventStore, Position, RecordedEvent } from '../ports/event-store.js';
import { type ComparedLogs, compareLogs, pagesOf, type SeenInBoth } from './compare-logs.js';
import { patiently, type Patience } from './patience.js';
import { appendRun, runsOf } from './runs.js';

/** What goes on, for whoever waits: how far it is in the log that is copied. */
export interface CopyProgress {
  readonly doing: 'comparing' | 'copying' | 'verifying';
  /** Seen or copied by this step. */
  readonly events: number;
  readonly position: Position;
  /** Where the log that is copied ends. Positions are no counts: what is left is an estimate. */
  readonly end: Position;
}

export interface LogCopy {
  readonly from: EventStore;
  /** Empty, or with the beginning of `from` and nothing else: then the copy goes on after it. */
  readonly to: EventStore;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
  readonly progress: (progress: CopyProgress) => void;
  /** Told of each event of the finished copy, in the order of the log. */
  readonly seen?: SeenInBoth;
}

/** Both logs, read from start to end after the copy, have the same events in the same order. */
export interface CopiedLog {
  readonly events: number;
  /** How many of them were there before. */
  readonly found: number;
  /** Of either log: they are equal. */
  readonly digest: string;
  readonly lastPosition: { readonly from: Position | undefined; readonly to: Position | undefined };
}

/** The two logs are not the same, and copying on would not make them so. */
export class LogsDifferError extends Error {
  override readonly name = 'LogsDifferError';
  constructor(
    readonly sharedEvents: number,
    /** The first event that is not the same in both; `undefined` where a log has ended. */
    readonly first: { readonly from: RecordedEvent | undefined; readonly to: RecordedEvent | undefined },
  ) {
    super(
      `the logs have ${String(sharedEvents)} events in common; then the one to copy has ${nameOf(first.from)}, ` +
        `and the other one has ${nameOf(first.to)}`,
    );
  }
}

/**
 * Copies a log, in order: ids, types, data, metadata, streams and revisions stay as they are; positions and the times of
 * recording are those of the other store. Whatever ends it, it can be done again and goes on where it was.
 *
 * One append is under way at a time. With several, one that fails between two that do not would leave an order that can
 * never be mended, for a log cannot be taken back.
 *
 * @throws LogsDifferError, StoppedError, and what the stores throw: WrongExpectedRevisionError when somebody else writes there
 */
export async function copyLog(copy: LogCopy): Promise<CopiedLog> {
  const before = await compare(copy, 'comparing');
  if (before.to.next !== undefined) throw differ(before);
  await copyAfter(copy, before.from.sharedUpTo);
  const after = await compare(copy, 'verifying', copy.seen);
  if (!isSame(after)) throw differ(after);
  return {
    events: after.sharedEvents,
    found: before.sharedEvents,
    digest: after.to.digest,
    lastPosition: { from: after.from.sharedUpTo, to: after.to.sharedUpTo },
  };
}

/** Compares two logs that are said to be the same. @throws LogsDifferError, StoppedError */
export async function checkCopy(copy: LogCopy): Promise<CopiedLog> {
  const compared = await compare(copy, 'verifying');
  if (!isSame(compared)) throw differ(compared);
  const { sharedEvents: events, from, to } = compared;
  return {
    ...{ events, found: events, digest: to.digest },
    lastPosition: { from: from.sharedUpTo, to: to.sharedUpTo },
  };
}

async function compare(
  { from, to, progress, ...patience }: LogCopy,
  doing: CopyProgress['doing'],
  seen?: SeenInBoth,
): Promise<ComparedLogs> {
  const end = await endOf(from, patience);
  let events = 0;
  return compareLogs({ from, to }, patience, (event, copied) => {
    events += 1;
    progress({ doing, events, position: event.position, end });
    seen?.(event, copied);
  });
}

async function copyAfter(
  { from, to, progress, ...patience }: LogCopy,
  after: Position | undefined,
): Promise<void> {
  const end = await endOf(from, patience);
  let events = 0;
  for await (const page of pagesOf(from, patience, after))
    for (const run of runsOf(page)) {
      if (patience.signal.aborted) break;
      await patiently(patience, () => appendRun(to, run));
      events += run.length;
      progress({ doing: 'copying', events, position: run.at(-1)?.position ?? end, end });
    }
}

const endOf = async (store: EventStore, patience: Patience): Promise<Position> =>
  (await patiently(patience, () => store.lastPosition())) ?? 0n;

const isSame = ({ from, to }: ComparedLogs): boolean =>
  from.next === undefined && to.next === undefined && from.digest === to.digest;

const differ = ({ sharedEvents, from, to }: ComparedLogs) =>
  new LogsDifferError(sharedEvents, { from: from.next, to: to.next });

const nameOf = (event: RecordedEvent | undefined): string =>
  event === undefined
    ? 'no more'
    : `${event.type} ${event.id} (${event.stream}, revision ${event.revision.toString()}, position ${event.position.toString()})`;

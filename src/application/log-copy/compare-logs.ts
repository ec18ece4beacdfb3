import type { EventStore, Position, RecordedEvent } from '../ports/event-store.js';
import { contentOf, LogDigest } from './log-digest.js';
import { type Patience, patiently } from './patience.js';

const PAGE_EVENTS = 500;

/** Of one of two logs that were read side by side. */
export interface ComparedLog {
  /** Over what both have. */
  readonly digest: string;
  /** Where the last event lies that both have; `undefined` when there is none. */
  readonly sharedUpTo: Position | undefined;
  /** What comes after it; `undefined` at the end of the log. */
  readonly next: RecordedEvent | undefined;
}

export interface ComparedLogs {
  /** How many events both begin with. */
  readonly sharedEvents: number;
  readonly from: ComparedLog;
  readonly to: ComparedLog;
}

/** The same event in both logs. */
export type SeenInBoth = (from: RecordedEvent, to: RecordedEvent) => void;

/**
 * Reads two logs side by side, from the start to the first event that is not the same in both, or to the end of one.
 * @throws StoppedError when the signal aborts
 */
export async function compareLogs(
  stores: { readonly from: EventStore; readonly to: EventStore },
  patience: Patience,
  seen: SeenInBoth,
): Promise<ComparedLogs> {
  const [from, to] = [eventsOf(stores.from, patience), eventsOf(stores.to, patience)];
  const digests = { from: new LogDigest(), to: new LogDigest() };
  let sharedEvents = 0;
  let last: { readonly from: Position; readonly to: Position } | undefined;
  for (;;) {
    const [inFrom, inTo] = [await next(from), await next(to)];
    const content = inFrom === undefined ? '' : contentOf(inFrom);
    const copied = inTo === undefined ? '' : contentOf(inTo);
    if (inFrom === undefined || inTo === undefined || content !== copied) {
      await Promise.all([from.return(), to.return()]);
      return {
        sharedEvents,
        from: { digest: digests.from.end(), sharedUpTo: last?.from, next: inFrom },
        to: { digest: digests.to.end(), sharedUpTo: last?.to, next: inTo },
      };
    }
    digests.from.add(content);
    digests.to.add(copied);
    sharedEvents += 1;
    last = { from: inFrom.position, to: inTo.position };
    seen(inFrom, inTo);
  }
}

/** Somebody asked to stop. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

export async function* pagesOf(
  store: EventStore,
  patience: Patience,
  after?: Position,
): AsyncGenerator<readonly RecordedEvent[], void, undefined> {
  for (let from = after; ;) {
    if (patience.signal.aborted) throw new StoppedError('stopped');
    const start = from === undefined ? {} : { after: from };
    const page = await patiently(patience, () => store.readAll({ ...start, limit: PAGE_EVENTS }));
    const last = page.at(-1);
    if (last === undefined) return;
    yield page;
    from = last.position;
  }
}

async function* eventsOf(
  store: EventStore,
  patience: Patience,
): AsyncGenerator<RecordedEvent, void, undefined> {
  for await (const page of pagesOf(store, patience)) yield* page;
}

async function next(
  events: AsyncGenerator<RecordedEvent, void, undefined>,
): Promise<RecordedEvent | undefined> {
  const { value } = await events.next();
  return value ?? undefined;
}

import { instant, type Instant, plusMs } from '../../domain/time.js';
import type { EventStore, Position, RecordedEvent } from '../ports/event-store.js';

/** What is asked: up to a place in the log, up to an instant of recording, or up to the end of the log. */
export type AsOfAsked = Position | Instant | undefined;

/** What an answer stands for: everything that was recorded up to there, and nothing else. */
export interface AsOf {
  /** Of the last event that is in it; 0 where there is none. */
  readonly position: Position;
  /** The instant that was asked for, or when that event was recorded. */
  readonly instant: Instant;
}

/** The log does not reach there, or what was recorded about then may not be all there yet. */
export class AsOfInvalidError extends Error {
  override readonly name = 'AsOfInvalidError';
}

/** So long ago, an instant is settled: an append under way has its time already, and a server's clock may be behind. */
export const SETTLED_AFTER_MS = 10_000;

/** The same for good: a log only grows at its end, and nothing that is recorded from now on is of before. @throws AsOfInvalidError */
export const resolveAsOf = (
  store: Pick<EventStore, 'readAll' | 'lastPosition'>,
  asked: AsOfAsked,
  now: Instant,
): Promise<AsOf> => (typeof asked === 'string' ? asOfInstant(store, asked, now) : asOfPosition(store, asked));

async function asOfInstant(store: Reading, at: Instant, now: Instant): Promise<AsOf> {
  if (at > plusMs(now, -SETTLED_AFTER_MS))
    throw new AsOfInvalidError(
      `an instant must have passed for ten seconds, and it is ${now} here: what is recorded then may still come`,
    );
  const last = await lastBefore(store, ({ recordedAt }) => recordedAt > at);
  return { position: last?.position ?? 0n, instant: at };
}

async function asOfPosition(
  store: Reading & Pick<EventStore, 'lastPosition'>,
  asked: Position | undefined,
): Promise<AsOf> {
  const end = (await store.lastPosition()) ?? 0n;
  if (asked !== undefined && asked > end)
    throw new AsOfInvalidError(`the log ends at position ${String(end)}`);
  const upTo = asked ?? end;
  const last = await lastBefore(store, ({ position }) => position > upTo);
  return last === undefined
    ? { position: 0n, instant: instant(0) }
    : { position: last.position, instant: last.recordedAt as Instant };
}

type Reading = Pick<EventStore, 'readAll'>;
type IsLater = (event: RecordedEvent) => boolean;

/**
 * The last event before those that are later, found by halving. Where it looks does not depend on how far the log reaches, so the
 * answer stays the same while the log grows, even where a clock was once put back.
 */
async function lastBefore(store: Reading, isLater: IsLater): Promise<RecordedEvent | undefined> {
  const after = async (position: Position): Promise<RecordedEvent | undefined> => {
    const [event] = await store.readAll({ after: position, limit: 1 });
    return event === undefined || isLater(event) ? undefined : event;
  };
  const [first] = await store.readAll({ limit: 1 });
  if (first === undefined || isLater(first)) return undefined;
  let last = first;
  let low = 0n;
  let high = 1n;
  for (let found = await after(high); found !== undefined; found = await after(high)) {
    last = found;
    low = high;
    high *= 2n;
  }
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    const found = await after(middle);
    if (found === undefined) high = middle;
    else {
      last = found;
      low = found.position - 1n;
    }
  }
  return last;
}

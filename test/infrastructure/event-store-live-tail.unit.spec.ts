import { describe, expect, it } from '@jest/globals';
import type { EventBatch, RecordedEvent } from '../../src/application/ports/event-store.js';
import { CommitSignal } from '../../src/infrastructure/events/commit-signal.js';
import { LiveTail } from '../../src/infrastructure/eventstoredb/live-tail.js';
import { someEvent } from '../contract/event-store/subject.js';

const KEPT = 3;

/** An event at each of these positions. */
const at = (...positions: bigint[]): RecordedEvent[] =>
  positions.map((position) => ({
    ...someEvent(),
    ...{ stream: 's', revision: position, position, recordedAt: '2026-01-01T00:00:00.000Z' },
  }));

const batch = (events: RecordedEvent[], position = events.at(-1)?.position ?? 0n): EventBatch => ({
  ...{ events, position, caughtUp: true },
});

/** One that has followed these batches from position 10 on. */
async function tailOf(...batches: EventBatch[]): Promise<LiveTail> {
  const tail = new LiveTail(async function* () {
    yield* await Promise.resolve(batches);
  }, KEPT);
  tail.begin(10n);
  await tail.ended();
  return tail;
}

const positions = (tail: LiveTail, after: bigint, limit = 100) =>
  tail.pageAfter(after, limit)?.events.map(({ position }) => position);

describe('the tail of the log that all share', () => {
  it('knows nothing before somebody was at the end of the log', () => {
    expect(
      new LiveTail(() => {
        throw new Error('nobody asked for it');
      }).pageAfter(0n, 1),
    ).toBeUndefined();
  });

  it('has what came after it began, and says where it does not reach', async () => {
    const tail = await tailOf(batch(at(11n, 14n)), batch(at(17n)));
    expect(positions(tail, 10n)).toEqual([11n, 14n, 17n]);
    expect(positions(tail, 12n)).toEqual([14n, 17n]);
    expect(positions(tail, 17n)).toEqual([]);
    expect(tail.pageAfter(9n, 100)).toBeUndefined();
  });

  it('ends a page at its limit, and tells how far the last one reaches', async () => {
    const tail = await tailOf(batch(at(11n, 14n)), batch([], 20n));
    expect(tail.pageAfter(10n, 1)).toMatchObject({ ended: false, upTo: undefined });
    expect(tail.pageAfter(11n, 1)).toMatchObject({ ended: true, upTo: 20n });
    expect(tail.pageAfter(20n, 1)).toEqual({ events: [], ended: true, upTo: undefined });
  });

  it('tells why nothing comes to whoever has all that came, until the next batch', async () => {
    const states = new CommitSignal();
    const never = new AbortController().signal;
    const tail = new LiveTail(async function* (_, troubled) {
      yield batch(at(11n));
      troubled(new Error('the server is gone'));
      states.raise();
      await states.commitAfter(1, never);
      yield batch([], 11n);
    }, KEPT);
    tail.begin(10n);
    await states.commitAfter(0, never);
    expect(tail.pageAfter(10n, 100)).toMatchObject({
      events: at(11n).map(({ position }) => ({ position })),
      ended: false,
    });
    expect(() => tail.pageAfter(11n, 100)).toThrow('the server is gone');
    states.raise();
    await tail.ended();
    expect(tail.pageAfter(11n, 100)).toMatchObject({ events: [], ended: true });
  });

  it('lets go of the oldest events, and sends whoever has not seen them elsewhere', async () => {
    const tail = await tailOf(batch(at(11n, 12n, 13n, 14n)), batch(at(15n, 16n, 17n)));
    expect(tail.pageAfter(13n, 100)).toBeUndefined();
    expect(positions(tail, 14n)).toEqual([15n, 16n, 17n]);
  });
});

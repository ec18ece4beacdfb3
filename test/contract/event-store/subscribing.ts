import { beforeEach, describe, expect, it } from '@jest/globals';
import { type EventBatch, type EventStore } from '../../../src/application/ports/event-store.js';
import { revisions, someEvent, someEvents, type EventStoreSubject } from './subject.js';

/** Catching up, going on live, and stopping. */
export function subscribingContract(subject: EventStoreSubject): void {
  let store: EventStore;
  let stream: string;
  beforeEach(() => {
    ({ store, stream } = subject);
  });

  describe('subscribing', () => {
    it('catches up, then goes on live, each event once and in order', async () => {
      const before = await subject.endOfLog();
      await store.append(stream, 'no_stream', someEvents(30));
      const reading = subject.subscribed(before, 60, 7);
      for (let n = 0; n < 30; n += 1) await store.append(stream, 'any', [someEvent(n)]);
      const { events, batches } = await reading;
      expect(revisions(events)).toEqual(Array.from({ length: 60 }, (_, n) => BigInt(n)));
      expect(Math.max(...batches.map((batch) => batch.events.length))).toBeLessThanOrEqual(7);
      for (const batch of batches) expect(batch.position >= (batch.events.at(-1)?.position ?? 0n)).toBe(true);
    });

    it('starts at the beginning of the log when no position is given', async () => {
      await store.append(stream, 'no_stream', someEvents(3));
      const { events } = await subject.subscribed(undefined, 3);
      expect(revisions(events)).toEqual([0n, 1n, 2n]);
    });

    it('says when it has caught up, and does not say so before', async () => {
      await store.append(stream, 'no_stream', someEvents(20));
      const [first] = await store.readStream(stream);
      const stop = new AbortController();
      let seen = 0;
      for await (const batch of store.subscribe({
        after: first?.position,
        batchSize: 5,
        signal: stop.signal,
      })) {
        seen += batch.events.filter((event) => event.stream === stream).length;
        if (seen < 19) expect(batch.caughtUp).toBe(false);
        if (batch.caughtUp) break;
      }
      expect(seen).toBe(19);
      stop.abort();
    });

    it('waits for the consumer: a slow one misses nothing and holds nobody up', async () => {
      const before = await subject.endOfLog();
      await store.append(stream, 'no_stream', someEvents(4));
      const stop = new AbortController();
      const subscription = store.subscribe({ after: before, batchSize: 2, signal: stop.signal });
      const iterator: AsyncIterator<EventBatch, unknown> = subscription[Symbol.asyncIterator]();
      const seen: bigint[] = [];
      while (seen.length < 104) {
        const next = await iterator.next();
        if (next.done === true) break;
        seen.push(...revisions(next.value.events.filter((event) => event.stream === stream)));
        if (seen.length === 2)
          for (let n = 0; n < 100; n += 1) await store.append(stream, 'any', [someEvent(n)]);
      }
      expect(seen).toEqual(Array.from({ length: 104 }, (_, n) => BigInt(n)));
      stop.abort();
    });

    it('serves many subscribers at once', async () => {
      const before = await subject.endOfLog();
      const reading = Array.from({ length: 8 }, () => subject.subscribed(before, 50));
      for (let n = 0; n < 50; n += 1) await store.append(stream, 'any', [someEvent(n)]);
      for (const { events } of await Promise.all(reading)) {
        expect(revisions(events)).toEqual(Array.from({ length: 50 }, (_, n) => BigInt(n)));
      }
    });

    it('ends when its signal aborts, while it waits for events', async () => {
      const stop = new AbortController();
      const reading = (async () => {
        for await (const batch of store.subscribe({ after: await subject.endOfLog(), signal: stop.signal })) {
          if (batch.caughtUp) stop.abort();
        }
      })();
      await reading;
      for await (const _ of store.subscribe({ signal: stop.signal })) throw new Error('already aborted');
    });

    it('goes on from its position after the store was opened again', async () => {
      const before = await subject.endOfLog();
      await store.append(stream, 'no_stream', someEvents(5));
      const { batches } = await subject.subscribed(before, 2, 2);
      const position = batches.at(-1)?.position;
      store = await subject.reopen();
      const reading = subject.subscribed(position, 8);
      await store.append(stream, 4n, someEvents(5));
      expect(revisions((await reading).events)).toEqual([2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n]);
    });
  });
}

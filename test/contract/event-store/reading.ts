import { beforeEach, describe, expect, it } from '@jest/globals';
import { type EventStore } from '../../../src/application/ports/event-store.js';
import { revisions, someEvent, someEvents, type EventStoreSubject } from './subject.js';

/** Reads of a stream and of the whole log. */
export function readingContract(subject: EventStoreSubject): void {
  let store: EventStore;
  let stream: string;
  beforeEach(() => {
    ({ store, stream } = subject);
  });

  describe('reading a stream', () => {
    it('yields nothing where there is no stream', async () => {
      expect(await store.readStream(stream)).toEqual([]);
      expect(await store.readStream(stream, { direction: 'backwards', limit: 1 })).toEqual([]);
    });

    it('goes forwards and backwards, from a revision on, up to a limit', async () => {
      await store.append(stream, 'no_stream', someEvents(7));
      const read = async (options: Parameters<EventStore['readStream']>[1]) =>
        revisions(await store.readStream(stream, options)).map(Number);
      expect(await read({})).toEqual([0, 1, 2, 3, 4, 5, 6]);
      expect(await read({ from: 2n, limit: 3 })).toEqual([2, 3, 4]);
      expect(await read({ from: 6n })).toEqual([6]);
      expect(await read({ from: 100n })).toEqual([]);
      expect(await read({ direction: 'backwards', limit: 2 })).toEqual([6, 5]);
      expect(await read({ direction: 'backwards', from: 3n })).toEqual([3, 2, 1, 0]);
      expect(await read({ direction: 'backwards', from: 100n, limit: 1 })).toEqual([6]);
    });

    it('reads long streams whole, in both directions', async () => {
      for (let n = 0; n < 25; n += 1) await store.append(stream, 'any', someEvents(100));
      const expected = Array.from({ length: 2_500 }, (_, n) => BigInt(n));
      expect(revisions(await store.readStream(stream))).toEqual(expected);
      const backwards = await store.readStream(stream, { direction: 'backwards' });
      expect(revisions(backwards)).toEqual(expected.reverse());
      expect(revisions(await store.readStream(stream, { from: 3n, limit: 1_500 }))).toHaveLength(1_500);
    });

    it('sees what was appended just before', async () => {
      for (let n = 0; n < 20; n += 1) {
        await store.append(stream, 'any', [someEvent(n)]);
        expect(await store.readStream(stream)).toHaveLength(n + 1);
      }
    });
  });

  describe('reading the log', () => {
    it('goes strictly after a position, oldest first, up to a limit', async () => {
      const before = await subject.endOfLog();
      await store.append(stream, 'no_stream', someEvents(5));
      const all = (await store.readAll({ after: before })).filter((event) => event.stream === stream);
      expect(revisions(all)).toEqual([0n, 1n, 2n, 3n, 4n]);
      expect(all).toEqual(await store.readStream(stream));
      const second = all[1]?.position ?? 0n;
      const later = await store.readAll({ after: second, limit: 2 });
      expect(later.length).toBeLessThanOrEqual(2);
      expect(later[0]).toEqual(all[2]);
    });

    it('has strictly growing positions', async () => {
      for (let n = 0; n < 5; n += 1) await store.append(`${stream}-${String(n)}`, 'any', someEvents(3));
      const positions = (await store.readAll({ limit: 200 })).map(({ position }) => position);
      expect(positions.length).toBeGreaterThanOrEqual(15);
      positions.reduce((previous, position) => {
        expect(position > previous).toBe(true);
        return position;
      });
    });

    it('starts at the beginning, and leaves system streams out', async () => {
      await store.append(stream, 'no_stream', [someEvent()]);
      const first = await store.readAll({ limit: 100 });
      expect(first.filter((event) => event.stream.startsWith('$') || event.type.startsWith('$'))).toEqual([]);
      expect(await store.readAll({ limit: 100 })).toEqual(first);
    });

    it('is empty after its last event', async () => {
      await store.append(stream, 'no_stream', someEvents(3));
      const last = await store.lastPosition();
      expect(await store.readAll({ after: last ?? 0n })).toEqual([]);
    });

    it('reaches at least to its newest event', async () => {
      await store.append(stream, 'no_stream', someEvents(3));
      const last = await store.lastPosition();
      expect((await store.endPosition()) >= (last ?? 0n)).toBe(true);
    });

    it('tells the position of its newest event', async () => {
      const { position } = await store.append(stream, 'no_stream', someEvents(3));
      const last = await store.lastPosition();
      expect(last !== undefined && last >= position).toBe(true);
    });
  });
}

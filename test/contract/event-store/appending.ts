import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  AppendTooLargeError,
  InvalidEventError,
  WrongExpectedRevisionError,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
} from '../../../src/application/ports/event-store.js';
import { someEvent, someEvents, type EventStoreSubject } from './subject.js';

/** What an append takes, refuses and answers. */
export function appendingContract(subject: EventStoreSubject): void {
  let store: EventStore;
  let stream: string;
  beforeEach(() => {
    ({ store, stream } = subject);
  });

  describe('appending', () => {
    it('stores events as they were given', async () => {
      const event: NewEvent = {
        id: randomUUID(),
        type: 'OrderPlaced',
        data: {
          price: '90071992547409931',
          nested: { list: [1, null, true, ''], ключ: 'çÖÜ 🎬 \u0000 \u2028' },
        },
        metadata: { correlationId: 'Ç', causationId: null },
      };
      const before = await subject.endOfLog();
      const appended = await store.append(stream, 'no_stream', [event]);
      const [stored] = await store.readStream(stream);
      expect(stored).toEqual({ ...event, stream, ...appended, recordedAt: stored?.recordedAt });
      expect(appended.revision).toBe(0n);
      expect(appended.position > before).toBe(true);
      expect(Date.parse(stored?.recordedAt ?? '')).toBeGreaterThan(Date.parse('2020-01-01'));
    });

    it('answers with the place of the last event', async () => {
      await store.append(stream, 'no_stream', someEvents(2));
      const appended = await store.append(stream, 1n, someEvents(3));
      expect(appended.revision).toBe(4n);
      expect((await store.readStream(stream)).at(-1)).toMatchObject(appended);
    });

    it('accepts every expectation that is met', async () => {
      expect(await store.append(stream, 'any', [someEvent()])).toMatchObject({ revision: 0n });
      expect(await store.append(stream, 'stream_exists', [someEvent()])).toMatchObject({ revision: 1n });
      expect(await store.append(stream, 1n, [someEvent()])).toMatchObject({ revision: 2n });
      expect(await store.append(stream, 'any', [someEvent()])).toMatchObject({ revision: 3n });
    });

    it.each<[ExpectedRevision]>([['stream_exists'], [0n], [5n], [2n ** 53n + 1n]])(
      'refuses %s on a stream that is not there',
      async (expected) => {
        const error = await subject.refusal(expected, [someEvent()]);
        expect(error).toBeInstanceOf(WrongExpectedRevisionError);
        expect(error).toMatchObject({ stream, expected, actual: 'no_stream' });
        expect(await store.readStream(stream)).toEqual([]);
      },
    );

    it.each<[ExpectedRevision]>([['no_stream'], [0n], [1n], [99n]])(
      'refuses %s on a stream at revision 2',
      async (expected) => {
        await store.append(stream, 'no_stream', someEvents(3));
        const error = await subject.refusal(expected, [someEvent()]);
        expect(error).toBeInstanceOf(WrongExpectedRevisionError);
        expect(error).toMatchObject({ stream, expected, actual: 2n });
        expect(await store.readStream(stream)).toHaveLength(3);
      },
    );

    it('takes an empty append and makes no stream of it', async () => {
      await store.append(stream, 'no_stream', []);
      expect(await store.readStream(stream)).toEqual([]);
      await store.append(stream, 'no_stream', someEvents(2));
      expect(await store.append(stream, 'any', [])).toMatchObject({ revision: 1n });
    });

    it('takes 1,048,576 bytes of data in one append and not one more', async () => {
      const frame = JSON.stringify({ x: '' }).length;
      const sized = (bytes: number): NewEvent => ({
        ...someEvent(),
        data: { x: 'x'.repeat(bytes - frame) },
      });
      await store.append(stream, 'no_stream', [sized(1_048_574)]);
      for (const events of [[sized(1_048_577)], [sized(600_000), sized(600_000)], [sized(20_000_000)]]) {
        const error = await subject.refusal('any', events);
        expect(error).toBeInstanceOf(AppendTooLargeError);
        expect(error).toMatchObject({ maxBytes: 1_048_576 });
      }
      const [stored, ...more] = await store.readStream(stream);
      expect(JSON.stringify(stored?.data)).toHaveLength(1_048_574);
      expect(more).toEqual([]);
    });

    it('counts bytes of data, not characters', async () => {
      const error = await subject.refusal('any', [{ ...someEvent(), data: { x: 'ş'.repeat(600_000) } }]);
      expect(error).toBeInstanceOf(AppendTooLargeError);
    });

    it('refuses events that a store would choke on, and writes nothing of their append', async () => {
      const broken: NewEvent[] = [
        { ...someEvent(), type: '' },
        { ...someEvent(), type: '$metadata' },
        { ...someEvent(), id: 'not-a-uuid' },
        { ...someEvent(), id: '' },
      ];
      for (const event of broken) {
        expect(await subject.refusal('any', [someEvent(), event])).toBeInstanceOf(InvalidEventError);
      }
      expect(await store.readStream(stream)).toEqual([]);
    });

    it.each(['', '$all', '$system'])('refuses the stream name "%s"', async (system) => {
      await expect(store.append(system, 'any', [someEvent()])).rejects.toBeInstanceOf(InvalidEventError);
    });
  });
}

import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  WrongExpectedRevisionError,
  type Appended,
  type EventStore,
  type ExpectedRevision,
} from '../../../src/application/ports/event-store.js';
import { revisions, someEvent, type EventStoreSubject } from './subject.js';

/** Many appends at once. */
export function concurrencyContract(subject: EventStoreSubject): void {
  let store: EventStore;
  let stream: string;
  beforeEach(() => {
    ({ store, stream } = subject);
  });

  describe('concurrency', () => {
    it.each<[ExpectedRevision]>([['no_stream'], [0n]])(
      'lets exactly one of two appends that expect %s win',
      async (expected) => {
        if (expected === 0n) await store.append(stream, 'no_stream', [someEvent()]);
        const outcomes = await Promise.allSettled(
          Array.from({ length: 2 }, () => store.append(stream, expected, [someEvent()])),
        );
        expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
        const loser = outcomes.find((outcome) => outcome.status === 'rejected');
        expect(loser?.reason).toBeInstanceOf(WrongExpectedRevisionError);
      },
    );

    it('lands 500 concurrent appends to 50 streams without a gap', async () => {
      const appended = await Promise.all(
        Array.from({ length: 500 }, (_, n) =>
          store.append(`${stream}-${String(n % 50)}`, 'any', [someEvent(n)]),
        ),
      );
      expect(new Set(appended.map(({ position }) => position)).size).toBe(500);
      for (let s = 0; s < 50; s += 1) {
        const events = await store.readStream(`${stream}-${String(s)}`);
        expect(revisions(events)).toEqual(Array.from({ length: 10 }, (_, r) => BigInt(r)));
        const numbers = events.map(({ data }) => Number(data['n'])).sort((one, other) => one - other);
        expect(numbers).toEqual(Array.from({ length: 10 }, (_, r) => r * 50 + s));
      }
    });

    it('lets one writer per stream go on from revision to revision while 49 others do', async () => {
      const write = async (to: string) => {
        let expected: ExpectedRevision = 'no_stream';
        for (let n = 0; n < 10; n += 1) {
          const { revision }: Appended = await store.append(to, expected, [someEvent(n)]);
          expected = revision;
        }
      };
      const streams = Array.from({ length: 50 }, (_, s) => `${stream}-${String(s)}`);
      await Promise.all(streams.map(write));
      for (const written of await Promise.all(streams.map((one) => store.readStream(one)))) {
        expect(written.map(({ data }) => data['n'])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      }
    });

    it('keeps refused appends from disturbing those beside them', async () => {
      await store.append(stream, 'no_stream', [someEvent()]);
      const outcomes = await Promise.allSettled(
        Array.from({ length: 40 }, (_, n) =>
          n % 2 === 0
            ? store.append(`${stream}-${String(n)}`, 'no_stream', [someEvent()])
            : store.append(stream, 'no_stream', [someEvent()]),
        ),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(20);
      expect(await store.readStream(stream)).toHaveLength(1);
    });
  });
}

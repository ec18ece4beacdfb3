import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  WrongExpectedRevisionError,
  type EventStore,
  type ExpectedRevision,
} from '../../../src/application/ports/event-store.js';
import { ids, someEvent, someEvents, type EventStoreSubject } from './subject.js';

/** The table of repeated appends: by ids and by the expected revision, never by data. */
export function repeatingContract(subject: EventStoreSubject): void {
  let store: EventStore;
  let stream: string;
  beforeEach(() => {
    ({ store, stream } = subject);
  });

  describe('repeating an append', () => {
    it.each<[ExpectedRevision]>([['no_stream'], ['any'], ['stream_exists']])(
      'with %s answers as the first time and writes nothing',
      async (expected) => {
        const events = someEvents(3);
        const first = await store.append(stream, 'no_stream', events);
        expect(await store.append(stream, expected, events)).toEqual(first);
        expect(await store.readStream(stream)).toHaveLength(3);
      },
    );

    it('with the original revision answers as the first time and writes nothing', async () => {
      await store.append(stream, 'no_stream', someEvents(2));
      const events = someEvents(2);
      const first = await store.append(stream, 1n, events);
      expect(await store.append(stream, 1n, events)).toEqual(first);
      expect(await store.readStream(stream)).toHaveLength(4);
    });

    it.each<[ExpectedRevision]>([['no_stream'], ['any'], ['stream_exists']])(
      'with %s is recognised after later events',
      async (expected) => {
        const events = someEvents(3);
        const first = await store.append(stream, 'no_stream', events);
        await store.append(stream, 2n, someEvents(2));
        expect(await store.append(stream, expected, events)).toEqual(first);
        expect(await store.readStream(stream)).toHaveLength(5);
      },
    );

    it('goes by ids: other data is not looked at', async () => {
      const events = someEvents(2);
      const first = await store.append(stream, 'no_stream', events);
      const altered = events.map((event) => ({ ...event, data: { other: true } }));
      expect(await store.append(stream, 'no_stream', altered)).toEqual(first);
      expect((await store.readStream(stream)).map(({ data }) => data)).toEqual([{ n: 0 }, { n: 1 }]);
    });

    it.each<[ExpectedRevision]>([['no_stream'], ['any']])(
      'recognises a prefix of it with %s',
      async (expected) => {
        const events = someEvents(3);
        await store.append(stream, 'no_stream', events);
        const [, second] = await store.readStream(stream);
        const answer = await store.append(stream, expected, events.slice(0, 2));
        expect(answer).toEqual({ revision: 1n, position: second?.position });
        expect(await store.readStream(stream)).toHaveLength(3);
      },
    );

    it('recognises its end at the revision where that stands', async () => {
      const events = someEvents(3);
      const first = await store.append(stream, 'no_stream', events);
      expect(await store.append(stream, 1n, events.slice(2))).toEqual(first);
    });

    it.each<[ExpectedRevision]>([['no_stream'], ['any']])(
      'with a new event behind it is refused with %s',
      async (expected) => {
        const events = someEvents(3);
        await store.append(stream, 'no_stream', events);
        const error = await subject.refusal(expected, [...events, someEvent()]);
        expect(error).toBeInstanceOf(WrongExpectedRevisionError);
        expect(error).toMatchObject({ expected, actual: 2n });
        expect(await store.readStream(stream)).toHaveLength(3);
      },
    );

    it('with the current revision writes the events again', async () => {
      const events = someEvents(2);
      await store.append(stream, 'no_stream', events);
      expect(await store.append(stream, 1n, events)).toMatchObject({ revision: 3n });
      expect(ids(await store.readStream(stream))).toEqual([...ids(events), ...ids(events)]);
      expect(await store.append(stream, 'any', events)).toMatchObject({ revision: 1n });
    });

    it('stores both of two events with one id', async () => {
      const event = someEvent();
      expect(await store.append(stream, 'no_stream', [event, event])).toMatchObject({ revision: 1n });
      expect(await store.readStream(stream)).toHaveLength(2);
    });

    it('on another stream is another append', async () => {
      const events = someEvents(2);
      const first = await store.append(stream, 'no_stream', events);
      const other = await store.append(`${stream}-other`, 'no_stream', events);
      expect(other.position > first.position).toBe(true);
      expect(await store.readStream(`${stream}-other`)).toHaveLength(2);
    });

    it('at the same moment is written once', async () => {
      const events = someEvents(2);
      const answers = await Promise.all(
        Array.from({ length: 10 }, () => store.append(stream, 'no_stream', events)),
      );
      expect(new Set(answers.map(({ position }) => position)).size).toBe(1);
      expect(await store.readStream(stream)).toHaveLength(2);
    });
  });
}

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { appendingContract } from './event-store/appending.js';
import { concurrencyContract } from './event-store/concurrency.js';
import { readingContract } from './event-store/reading.js';
import { repeatingContract } from './event-store/repeating.js';
import { EventStoreSubject, someEvent, someEvents, type OpenedEventStore } from './event-store/subject.js';
import { subscribingContract } from './event-store/subscribing.js';

/**
 * What every event store does, embedded or real: the answers are those of an EventStoreDB 24.6 node. Each test
 * works on streams of its own, so the log may be shared with others and have system events in it.
 */
export function eventStoreContract(name: string, open: () => Promise<OpenedEventStore>): void {
  describe(`event store: ${name}`, () => {
    const subject = new EventStoreSubject(open);
    beforeAll(() => subject.open());
    afterAll(() => subject.close());
    beforeEach(() => subject.nextTest());

    appendingContract(subject);
    repeatingContract(subject);
    concurrencyContract(subject);
    readingContract(subject);
    subscribingContract(subject);

    it('keeps everything when it is opened again, and still recognises repeated appends', async () => {
      const { stream } = subject;
      const events = someEvents(3);
      const first = await subject.store.append(stream, 'no_stream', events);
      const stored = await subject.store.readStream(stream);
      const reopened = await subject.reopen();
      expect(await reopened.readStream(stream)).toEqual(stored);
      expect(await reopened.append(stream, 'no_stream', events)).toEqual(first);
      expect((await reopened.append(stream, 2n, [someEvent()])).position > first.position).toBe(true);
    });
  });
}

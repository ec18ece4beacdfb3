import {
  EventStoreDBClient,
  excludeSystemEvents,
  FORWARDS,
  jsonEvent,
  NO_STREAM,
  START,
} from '@eventstore/db-client';
import type { NewEvent } from '../../src/application/ports/event-store.js';
import { appendRate, perSecond } from './sample-events.js';

/** What EventStoreDB's own client reaches, with the same events, and with what an application would have to ask it. */
export class RawEventStoreDb {
  readonly #client: EventStoreDBClient;

  constructor(url: string) {
    this.#client = EventStoreDBClient.connectionString(url);
  }

  appends(events: number, prefix: string): Promise<number> {
    return appendRate(events, (stream, revision, { id, type, data, metadata }: NewEvent) =>
      this.#client.appendToStream(
        `${prefix}${stream}`,
        jsonEvent({ id, type, data: { ...data }, metadata: { ...metadata } }),
        { expectedRevision: revision === 0 ? NO_STREAM : BigInt(revision - 1) },
      ),
    );
  }

  /** One read of that many records. */
  readAll(events: number): Promise<number> {
    return perSecond(events, () =>
      counted(this.#client.readAll({ direction: FORWARDS, fromPosition: START, maxCount: events }), events),
    );
  }

  /** A catch-up subscription from the start, until that many events have come. */
  subscription(events: number): Promise<number> {
    return perSecond(events, async () => {
      const subscription = this.#client.subscribeToAll({
        fromPosition: START,
        filter: excludeSystemEvents(),
      });
      await counted(subscription, events);
      await subscription.unsubscribe();
    });
  }

  /** Not waited for: the client waits for the end of its stream of appends, which does not come. */
  close(): void {
    this.#client.dispose().catch(() => undefined);
  }
}

async function counted(records: AsyncIterable<unknown>, events: number): Promise<void> {
  let seen = 0;
  for await (const _ of records) if (++seen === events) return;
}

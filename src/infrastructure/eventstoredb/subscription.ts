import {
  START,
  streamNameFilter,
  type AllStreamSubscription,
  type EventStoreDBClient,
  type ResolvedEvent,
} from '@eventstore/db-client';
import type { EventBatch, Position, RecordedEvent } from '../../application/ports/event-store.js';
import { type Connection, unavailable } from './connection.js';
import { messageOf } from './errors.js';
import { toRecordedEvent } from './recorded-event.js';

export interface Following {
  readonly after: Position;
  /** The most events in one batch, and the most that wait in memory for the consumer. */
  readonly batchSize: number;
  readonly signal: AbortSignal;
  /** Told when a subscription brought nothing, like the one before it: the next batch is the end of that. */
  readonly troubled: (error: Error) => void;
}

const FIRST_RETRY_DELAY_MS = 50;
const MAX_RETRY_DELAY_MS = 5_000;

/** The streams that people write: EventStoreDB's own begin with `$`. */
const OWN_STREAMS = '^[^$]';

/**
 * What is after a position, and then what is appended. A subscription of EventStoreDB ends with its first error: then a new one is
 * made, from the last position that was handed over, so no event comes twice and none is left out.
 */
export async function* follow(
  connection: Connection,
  options: Following,
): AsyncGenerator<EventBatch, void, undefined> {
  const { signal, troubled } = options;
  const { clock, warn } = connection;
  let { after } = options;
  let delayMs = FIRST_RETRY_DELAY_MS;
  while (!signal.aborted) {
    const subscription = new BatchedSubscription(connection.client, { ...options, after });
    try {
      for await (const batch of subscription.batches()) {
        after = batch.position;
        delayMs = FIRST_RETRY_DELAY_MS;
        yield batch;
      }
    } catch (error) {
      warn(
        `the subscription to EventStoreDB broke and goes on in ${String(delayMs)} ms: ${messageOf(error)}`,
      );
      // One that is merely cut is soon made anew, and nobody need know.
      if (delayMs > FIRST_RETRY_DELAY_MS) troubled(unavailable(error));
      await clock.sleep(delayMs, signal);
      delayMs = Math.min(delayMs * 2, MAX_RETRY_DELAY_MS);
    } finally {
      subscription.close();
    }
  }
}

/** One subscription until it breaks. Events wait in the client's buffer, and the server waits when that is full. */
class BatchedSubscription {
  readonly #subscription: AllStreamSubscription;
  readonly #batchSize: number;
  readonly #signal: AbortSignal;
  #checkpoint: Position;
  #isCaughtUp = false;
  #failure: Error | undefined;
  #wake: () => void = () => undefined;

  constructor(client: EventStoreDBClient, { after, batchSize, signal }: Following) {
    this.#batchSize = batchSize;
    this.#signal = signal;
    this.#checkpoint = after;
    const checkpointReached = (_: unknown, { commit, prepare }: { commit: bigint; prepare: bigint }) => {
      // While catching up, a checkpoint may lie before an event of the same commit position, and says so by a smaller
      // `prepare`: it is passed over, because our positions do not tell the two apart.
      if (commit !== prepare) return;
      this.#checkpoint = commit;
      this.#changed();
    };
    this.#subscription = client.subscribeToAll(
      {
        fromPosition: after === 0n ? START : { commit: after, prepare: after },
        filter: streamNameFilter({ regex: OWN_STREAMS, checkpointReached }),
      },
      { highWaterMark: batchSize },
    );
    this.#subscription
      .on('readable', this.#changed)
      .on('caughtUp', () => {
        this.#isCaughtUp = true;
        this.#changed();
      })
      .on('error', (error) => this.#break(error))
      .on('close', () => this.#break(new Error('it was closed')));
    signal.addEventListener('abort', this.#changed);
  }

  /** @throws what ended the subscription */
  async *batches(): AsyncGenerator<EventBatch, void, undefined> {
    let position = this.#checkpoint;
    let toldCaughtUp = false;
    while (!this.#signal.aborted) {
      const news = this.#news();
      const events = this.#read();
      const before = position;
      position = events.at(-1)?.position ?? position;
      const isDrained = this.#subscription.readableLength === 0;
      if (isDrained && this.#checkpoint > position) position = this.#checkpoint;
      const caughtUp = isDrained && this.#isCaughtUp;
      if (position > before || caughtUp !== toldCaughtUp) {
        toldCaughtUp = caughtUp;
        yield { events, position, caughtUp };
      } else {
        if (this.#failure !== undefined) throw this.#failure;
        await news;
      }
    }
  }

  /** Its stream ends only when all that it had was read: one that was destroyed would stay with the client for ever. */
  close(): void {
    this.#signal.removeEventListener('abort', this.#changed);
    this.#subscription.off('readable', this.#changed).resume();
    this.#subscription.unsubscribe().catch(() => undefined);
  }

  #read(): RecordedEvent[] {
    const events: RecordedEvent[] = [];
    while (events.length < this.#batchSize) {
      const resolved = this.#subscription.read() as ResolvedEvent | null;
      if (resolved === null) break;
      const event = toRecordedEvent(resolved);
      if (event !== undefined) events.push(event);
    }
    return events;
  }

  /** Resolves at the next change; to be asked for before looking. */
  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  readonly #changed = (): void => this.#wake();

  #break(error: Error): void {
    this.#failure ??= error;
    this.#changed();
  }
}

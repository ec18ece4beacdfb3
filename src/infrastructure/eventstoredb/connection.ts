import { setMaxListeners } from 'node:events';
import { EventStoreDBClient } from '@eventstore/db-client';
import type { Clock } from '../../application/ports/clock.js';
import { EventStoreUnavailableError } from '../../application/ports/event-store.js';
import { isFault, messageOf } from './errors.js';
import { disposed } from './reply.js';

export interface ConnectionOptions {
  /** `esdb://…` or `esdb+discover://…`, with TLS and credentials as EventStoreDB documents them. */
  readonly url: string;
  readonly clock: Clock;
  readonly warn: (message: string) => void;
}

/** A server that is absent, or whose reply was lost, is asked again for so long: as an election takes, or a restart. */
const PATIENCE_MS = 2_000;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 500;

/** The client that reads the log, and how long it is tried with it. */
export class Connection {
  readonly client: EventStoreDBClient;
  readonly clock: Clock;
  readonly warn: (message: string) => void;
  readonly #closing = new AbortController();

  constructor({ url, clock, warn }: ConnectionOptions) {
    this.clock = clock;
    this.warn = warn;
    this.client = EventStoreDBClient.connectionString(url);
    // All that waits listens to it.
    setMaxListeners(0, this.#closing.signal);
  }

  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Whether it pays to ask again, after a pause that grows. */
  patience(forMs: number = PATIENCE_MS): { pause(): Promise<boolean> } {
    const giveUpAtMs = Date.now() + forMs;
    let pauseMs = FIRST_PAUSE_MS;
    return {
      pause: async () => {
        if (this.closing.aborted || Date.now() > giveUpAtMs) return false;
        await this.clock.sleep(pauseMs, this.closing);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
        return true;
      },
    };
  }

  /** @throws EventStoreUnavailableError, or at once what no patience helps against */
  async read<Result>(read: (client: EventStoreDBClient) => Promise<Result>, forMs?: number): Promise<Result> {
    const patience = this.patience(forMs);
    for (;;) {
      try {
        return await read(this.client);
      } catch (error) {
        if (isFault(error)) throw error;
        if (!(await patience.pause())) throw unavailable(error);
      }
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await disposed(this.client);
  }
}

export const unavailable = (error: unknown): EventStoreUnavailableError =>
  new EventStoreUnavailableError(`EventStoreDB: ${messageOf(error)}`, { cause: error });

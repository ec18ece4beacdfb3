import { setTimeout } from 'node:timers/promises';
import { MongoClient, type MongoClientOptions } from 'mongodb';

const TICK_MS = 1_000;
const BETWEEN_ATTEMPTS_MS = 100;

interface Look {
  underWayMs: number;
  readonly allowedMs: number;
}

/**
 * A client that comes back from every outage. The driver's own (7.9) does not: when a connection ends while the one with which it
 * looks at the server is being closed, it writes to that one and waits, without a limit, for a sign that its socket never gives; it
 * finds no server from then on. A look that is under way for longer than the driver allows any is taken for that, and the client
 * connects anew; what is under way on it fails as in any outage. Time is counted in ticks: a process that was frozen did not wait.
 */
export class LastingMongoClient extends MongoClient {
  #isClosed = false;
  #isConnecting = false;
  /** By the address of the server. */
  readonly #looks = new Map<string, Look>();
  #ticking: NodeJS.Timeout | undefined;

  constructor(url: string, options: MongoClientOptions) {
    super(url, options);
    this.on('serverHeartbeatStarted', ({ connectionId, awaited }) => {
      const { connectTimeoutMS, heartbeatFrequencyMS } = this.options;
      const allowedMs = connectTimeoutMS + (awaited ? heartbeatFrequencyMS : 0);
      this.#looks.set(connectionId, { underWayMs: 0, allowedMs });
      this.#ticking ??= setInterval(() => this.#tick(), TICK_MS).unref();
    });
    this.on('serverHeartbeatSucceeded', ({ connectionId }) => this.#looks.delete(connectionId));
    this.on('serverHeartbeatFailed', ({ connectionId }) => this.#looks.delete(connectionId));
    this.on('serverClosed', ({ address }) => this.#looks.delete(address));
  }

  override async close(force?: boolean): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#ticking);
    await super.close(force);
  }

  #tick(): void {
    if (this.#isConnecting) return;
    const looks = [...this.#looks.values()];
    for (const look of looks) look.underWayMs += TICK_MS;
    // The first tick may come right after the look began.
    if (looks.some(({ underWayMs, allowedMs }) => underWayMs > allowedMs + TICK_MS)) void this.#connectAnew();
  }

  async #connectAnew(): Promise<void> {
    this.#isConnecting = true;
    this.#looks.clear();
    while (!this.#isClosed) {
      try {
        await super.close();
        await this.connect();
        break;
      } catch {
        // Whoever uses the client meets the outage by itself.
        await setTimeout(BETWEEN_ATTEMPTS_MS);
      }
    }
    this.#isConnecting = false;
    // Closed while it connected.
    if (this.#isClosed) await super.close();
  }
}

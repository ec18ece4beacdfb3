import {
  type AppendReply,
  type AppendRequest,
  NO_STREAM,
} from '../../../src/infrastructure/embedded/event-store/append-messages.js';
import {
  openEventLogForWriting,
  prepareEventLog,
} from '../../../src/infrastructure/embedded/event-store/event-log-file.js';
import { type EventRow, LogReader } from '../../../src/infrastructure/embedded/event-store/log-reader.js';
import { LogWriter } from '../../../src/infrastructure/embedded/event-store/log-writer.js';

/** Positions on the wire are offsets into a log, not counts: one that lies between two events is nobody's. */
const OFFSET_PER_EVENT = 128;

/** What a fresh node has written before anybody came. */
const SYSTEM_EVENTS = [
  ['$$$scavenges', '$metadata'],
  ['$projections-$all', '$ProjectionsInitialized'],
  ['$projections-$all', '$ProjectionCreated'],
] as const;

export const positionOf = (row: EventRow): number => row[0] * OFFSET_PER_EVENT;

/** The embedded engine itself, without the port's own checks: a node takes names that begin with `$`. */
export class NodeLog {
  readonly reader: LogReader;
  readonly #writer: LogWriter;
  readonly #waiting: { request: AppendRequest; answer: (reply: AppendReply) => void }[] = [];
  readonly #followers = new Set<() => void>();

  constructor(dataDir: string) {
    const database = openEventLogForWriting(prepareEventLog(dataDir));
    this.#writer = new LogWriter(database);
    this.reader = new LogReader(database);
    if (this.reader.lastPosition() === undefined)
      for (const [stream, type] of SYSTEM_EVENTS) this.#writer.appendAll([systemAppend(stream, type)]);
  }

  /** Those that come together are committed together, as a node does it. */
  append(request: AppendRequest): Promise<AppendReply> {
    return new Promise((answer) => {
      if (this.#waiting.push({ request, answer }) === 1) setImmediate(() => this.#commit());
    });
  }

  /** What a node writes about itself while it runs. */
  async appendSystemEvents(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) await this.append(systemAppend('$stats-127.0.0.1', '$statsCollected'));
  }

  /** Calls `look` after each commit, until the answered function is called. */
  follow(look: () => void): () => void {
    this.#followers.add(look);
    return () => this.#followers.delete(look);
  }

  headOf(stream: string): number {
    const newest = { stream, direction: 'backwards', from: Number.MAX_SAFE_INTEGER, limit: 1 } as const;
    return this.reader.stream(newest).rows[0]?.[2] ?? NO_STREAM;
  }

  /** The newest position on the wire; 0 in an empty log. */
  end(): number {
    return (this.reader.lastPosition() ?? 0) * OFFSET_PER_EVENT;
  }

  /** What lies after a position of the wire; `undefined` when no event lies at it. */
  after(commit: number): number | undefined {
    return commit % OFFSET_PER_EVENT === 0 && commit <= this.end() ? commit / OFFSET_PER_EVENT : undefined;
  }

  #commit(): void {
    const group = this.#waiting.splice(0);
    const replies = this.#writer.appendAll(group.map(({ request }) => request));
    group.forEach(({ answer }, at) => answer(replies[at] ?? ['failed', 'no reply']));
    for (const look of this.#followers) look();
  }
}

export const wirePosition = (position: number): string => String(position * OFFSET_PER_EVENT);

const systemAppend = (stream: string, type: string): AppendRequest => ({
  stream,
  expected: -2,
  recordedAt: new Date().toISOString(),
  events: [crypto.randomUUID(), type, '{}', 'application/json\n'],
});

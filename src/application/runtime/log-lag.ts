import { epochMs } from '../../domain/time.js';
import type { Clock } from '../ports/clock.js';
import type { EventStore, Position } from '../ports/event-store.js';
import { LIMITS } from './limits.js';

/** How far somebody who follows the log is behind its end. */
export interface LogLag {
  /** Events not looked at yet, up to `LIMITS.countedLag`: that much means as much or more. */
  readonly events: number;
  /** The age of the oldest of them. */
  readonly seconds: number;
}

const NONE: LogLag = { events: 0, seconds: 0 };

/**
 * The lag behind the end of the log. Positions are not dense, so their difference says nothing: the events after a position
 * are read, and counted. Who has caught up costs nothing, and those who stand at the same position share one reading.
 */
export class LogLags {
  readonly #readings = new Map<Position | undefined, Promise<LogLag>>();

  /** @param end the position of the newest event; `undefined` in an empty log */
  constructor(
    private readonly deps: {
      readonly store: Pick<EventStore, 'readAll'>;
      readonly clock: Pick<Clock, 'now'>;
    },
    private readonly end: Position | undefined,
  ) {}

  /** @throws EventStoreUnavailableError */
  after(position: Position | undefined): Promise<LogLag> {
    if (this.end === undefined || (position !== undefined && position >= this.end))
      return Promise.resolve(NONE);
    const reading = this.#readings.get(position) ?? this.read(position);
    this.#readings.set(position, reading);
    return reading;
  }

  private async read(position: Position | undefined): Promise<LogLag> {
    const options = { limit: LIMITS.countedLag, ...(position === undefined ? {} : { after: position }) };
    const events = await this.deps.store.readAll(options);
    const [oldest] = events;
    if (oldest === undefined) return NONE;
    const ageMs = epochMs(this.deps.clock.now()) - Date.parse(oldest.recordedAt);
    return { events: events.length, seconds: Math.max(0, ageMs / 1000) };
  }
}

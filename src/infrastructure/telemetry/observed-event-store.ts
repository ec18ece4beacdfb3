import {
  type Appended,
  type EventBatch,
  type EventStore,
  type ExpectedRevision,
  type NewEvent,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type RecordedEvent,
  type SubscribeOptions,
  WrongExpectedRevisionError,
} from '../../application/ports/event-store.js';
import type { Telemetry } from '../../application/ports/telemetry.js';

/** Any log, telling of each append. */
export class ObservedEventStore implements EventStore {
  constructor(
    private readonly store: EventStore,
    private readonly telemetry: Telemetry,
  ) {}

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<Appended> {
    const beganMs = this.telemetry.now();
    const tell = (outcome: 'appended' | 'conflict' | 'failed') => {
      const category = stream.slice(0, stream.indexOf('-'));
      this.telemetry.tell({ of: 'append', category, outcome, events }, beganMs);
    };
    try {
      const appended = await this.store.append(stream, expected, events);
      tell('appended');
      return appended;
    } catch (error) {
      tell(error instanceof WrongExpectedRevisionError ? 'conflict' : 'failed');
      throw error;
    }
  }

  readStream(stream: string, options?: ReadStreamOptions): Promise<readonly RecordedEvent[]> {
    return this.store.readStream(stream, options);
  }

  readAll(options?: ReadAllOptions): Promise<readonly RecordedEvent[]> {
    return this.store.readAll(options);
  }

  lastPosition(): Promise<Position | undefined> {
    return this.store.lastPosition();
  }

  endPosition(): Promise<Position> {
    return this.store.endPosition();
  }

  subscribe(options: SubscribeOptions): AsyncIterable<EventBatch> {
    return this.store.subscribe(options);
  }

  close(): Promise<void> {
    return this.store.close();
  }
}

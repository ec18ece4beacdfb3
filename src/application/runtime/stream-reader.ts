import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { AggregateType } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { EventCodec } from '../events/event-codec.js';
import type { EventStore, Position } from '../ports/event-store.js';
import { streamName } from './aggregates-runtime.js';

/** What happened to one thing, as the log has it, personal data in plain text: for whoever must show the history itself. */
export class StreamReader {
  constructor(
    private readonly store: Pick<EventStore, 'readStream' | 'lastPosition'>,
    private readonly codec: Pick<EventCodec<ShoutoutsEvent>, 'decode'>,
  ) {}

  /** Oldest first; nothing of what was never begun. Personal data of who was forgotten reads `[erased]`. */
  async read<State, Event extends ShoutoutsEvent>(
    type: AggregateType<State, Event>,
    id: string,
  ): Promise<readonly DecodedEvent<Event>[]> {
    const recorded = await this.store.readStream(streamName(type, id));
    // A stream holds events of its own kind only.
    return (await this.codec.decode(recorded)) as readonly DecodedEvent<Event>[];
  }

  /** Where the log ends now: a read model that is there has everything that was acknowledged before. */
  async end(): Promise<Position> {
    return (await this.store.lastPosition()) ?? 0n;
  }
}

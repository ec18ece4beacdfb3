import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { AggregateType } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { EventCodec } from '../events/event-codec.js';
import type { Clock } from '../ports/clock.js';
import type { EventStore, JsonObject, Position } from '../ports/event-store.js';
import type { Projection } from '../projections/projection.js';
import { type AsOf, type AsOfAsked, resolveAsOf } from '../reports/as-of.js';
import { streamName } from './aggregates-runtime.js';
import { folded } from './projection-working-set.js';

type Category = Parameters<typeof streamName>[0];
type Store = Pick<EventStore, 'readStream' | 'readAll' | 'lastPosition'>;

/** What happened to one thing, as the log has it, personal data in plain text: for whoever must show the history itself. */
export class StreamReader {
  constructor(
    private readonly store: Store,
    private readonly codec: Pick<EventCodec<ShoutoutsEvent>, 'decode'>,
    private readonly clock: Pick<Clock, 'now'>,
    private readonly personal: 'opened' | 'left sealed' = 'opened',
  ) {}

  /**
   * Oldest first, up to a position where one is given; nothing of what was never begun. Personal data of who was forgotten reads
   * `[erased]`.
   */
  async read<State, Event extends ShoutoutsEvent>(
    type: AggregateType<State, Event>,
    id: string,
    upTo?: Position,
  ): Promise<readonly DecodedEvent<Event>[]> {
    // A stream holds events of its own kind only.
    return (await this.eventsOf(type, id, upTo)) as readonly DecodedEvent<Event>[];
  }

  /** Where the log ends now: a read model that is there has everything that was acknowledged before. */
  async end(): Promise<Position> {
    return (await this.store.lastPosition()) ?? 0n;
  }

  /** Up to which position an answer about the past goes. @throws AsOfInvalidError */
  async position(asked: AsOfAsked): Promise<Position> {
    return (await this.asOf(asked)).position;
  }

  /** The same, and the instant that it stands for. @throws AsOfInvalidError */
  asOf(asked: AsOfAsked): Promise<AsOf> {
    return resolveAsOf(this.store, asked, this.clock.now());
  }

  /** The same log for whoever has no need of what is personal in it. */
  leavingSealed(): StreamReader {
    return new StreamReader(this.store, this.codec, this.clock, 'left sealed');
  }

  /**
   * A document as it was served when the read model was at a position, folded anew; `undefined` where there was none.
   * @param types of the streams that tell of it, all under its id
   */
  async documentAt<Doc extends JsonObject>(
    projection: Projection<Doc>,
    types: readonly Category[],
    id: string,
    position: Position,
  ): Promise<Doc | undefined> {
    const streams = await Promise.all(types.map((type) => this.eventsOf(type, id, position)));
    const events = streams.flat().sort((one, other) => (one.position < other.position ? -1 : 1));
    return folded(projection, events, id);
  }

  private async eventsOf(type: Category, id: string, upTo: Position | undefined) {
    const recorded = await this.store.readStream(streamName(type, id));
    return this.codec.decode(
      upTo === undefined ? recorded : recorded.filter(({ position }) => position <= upTo),
      this.personal,
    );
  }
}

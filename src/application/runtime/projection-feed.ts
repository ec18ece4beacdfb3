import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { EventCodec } from '../events/event-codec.js';
import type { Clock } from '../ports/clock.js';
import type { EventBatch, EventStore, Position, RecordedEvent } from '../ports/event-store.js';
import type { Log } from '../ports/log.js';
import type { ReadModels } from '../ports/read-models.js';
import type { Telemetry } from '../ports/telemetry.js';
import type { Projection } from '../projections/projection.js';
import { describe, keepRunning, type Told } from './keep-running.js';
import type { Lease } from './leases.js';
import { LIMITS } from './limits.js';
import { applyBatch, EventNotAppliedError, isHandledBy } from './projection-batch.js';
import { collectionSpec } from './projection-collections.js';
import type { Scrubs } from './projection-scrubs.js';
import { readable } from './readable-events.js';
import { untilLost } from './until-lost.js';

export interface FeedDeps {
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly codec: Pick<EventCodec<ShoutoutsEvent>, 'decode'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly telemetry: Telemetry;
  readonly scrubs: Scrubs;
}

/** Why a projection is not getting on. It tries again, and never leaves an event out. */
export interface Trouble {
  readonly reason: string;
  /** Of the event that it cannot take; `undefined` when the trouble is not about one event. */
  readonly position: Position | undefined;
}

export interface Progress {
  readonly position: Position;
  readonly caughtUp: boolean;
  /** Events were handled since the last call that did not fail: documents may have changed. */
  readonly isChanged: boolean;
  /** Somebody was erased since then, of whom the projection may hold personal data. */
  readonly isErased: boolean;
}

const NOTHING_UNTOLD = { isChanged: false, isErased: false };

/** Feeds one collection from the log, from its checkpoint on, until it is stopped. */
export class ProjectionFeed {
  position: Position | undefined;
  caughtUp = false;
  trouble: Trouble | undefined;
  /** Events handled since the program started. */
  eventsTaken = 0;
  #storedPosition: Position | undefined;
  #idleBatches = 0;
  /** What was, or may have been, stored and is not told yet: after a failure in between, the checkpoint may be past it. */
  #untold = NOTHING_UNTOLD;
  #stop: AbortController | undefined;
  #loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly deps: FeedDeps,
    private readonly projection: Projection,
    readonly collection: string,
    /** Under which it is driven, where there are several instances. */
    private readonly lease: Lease | undefined,
    /** Called after each stored batch; the next one waits for it. */
    private readonly advanced: (feed: ProjectionFeed, progress: Progress) => Promise<void>,
  ) {}

  get isRunning(): boolean {
    return this.#stop !== undefined;
  }

  /** Does nothing when it is running. */
  start(): void {
    if (this.#stop !== undefined) return;
    this.#stop = new AbortController();
    this.#loop = this.keepRunning(this.#stop.signal);
  }

  /** Finishes the batch at hand, and no more. */
  async stop(): Promise<void> {
    this.#stop?.abort();
    this.#stop = undefined;
    await this.#loop;
  }

  private keepRunning(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.deps;
    return keepRunning({
      ...{ clock, log, signal, lease: this.lease },
      ...{ what: 'projection', which: { collection: this.collection } },
      run: (told) => this.run(signal, told),
      troubled: (error) => {
        this.caughtUp = false;
        this.trouble = error === undefined ? undefined : troubleOf(error);
      },
    });
  }

  /** Until it is to stop, or what it has built on may be lost. */
  private async run(signal: AbortSignal, told: Told): Promise<void> {
    await untilLost(this.deps.models, signal, (followed) => this.followLog(followed, told));
    if (signal.aborted) await this.storeCheckpoint();
  }

  private async followLog(signal: AbortSignal, { gotOn, troubled }: Told): Promise<void> {
    // Both anew each time: the store may have lost what it had acknowledged.
    await this.deps.models.ensureCollection(collectionSpec(this.projection, this.collection));
    this.position = await this.deps.models.checkpoint(this.collection, this.lease?.fence);
    this.#storedPosition = this.position;
    const options = { after: this.position, batchSize: LIMITS.logBatch, signal, troubled };
    for await (const batch of this.deps.store.subscribe(options)) {
      await this.handle(batch);
      gotOn();
      if (signal.aborted) break;
    }
  }

  private async handle(batch: EventBatch): Promise<void> {
    const handled = batch.events.filter(({ type }) => isHandledBy(this.projection, type));
    if (handled.length > 0) {
      this.#untold = {
        isChanged: true,
        isErased: this.#untold.isErased || handled.some(({ type }) => type === 'PersonErased'),
      };
      await this.applyAndTell(handled, batch.position);
    }
    this.position = batch.position;
    this.eventsTaken += handled.length;
    this.#idleBatches = handled.length > 0 ? 0 : this.#idleBatches + 1;
    if (this.#idleBatches === LIMITS.idleBatchesPerCheckpoint) await this.storeCheckpoint();
    if (batch.caughtUp) await this.deps.scrubs.perform();
    this.caughtUp = batch.caughtUp;
    this.trouble = undefined;
    await this.advanced(this, { position: batch.position, caughtUp: batch.caughtUp, ...this.#untold });
    this.#untold = NOTHING_UNTOLD;
  }

  private async applyAndTell(handled: readonly RecordedEvent[], checkpoint: Position): Promise<void> {
    const { telemetry } = this.deps;
    const beganMs = telemetry.now();
    await this.applyAll(handled, checkpoint);
    telemetry.tell({ of: 'projection', projection: this.projection.name, events: handled }, beganMs);
  }

  private async applyAll(recorded: readonly RecordedEvent[], checkpoint: Position): Promise<void> {
    const { projection, collection, lease } = this;
    const target = { ...this.deps, projection, collection, fence: lease?.fence };
    const { events, unreadable } = await readable(this.deps.codec, recorded);
    const upTo = unreadable === undefined ? checkpoint : events.at(-1)?.position;
    await applyBatch(target, events, upTo);
    this.#storedPosition = upTo ?? this.#storedPosition;
    if (unreadable !== undefined)
      throw new EventNotAppliedError(projection, unreadable.event, unreadable.error);
  }

  private async storeCheckpoint(): Promise<void> {
    this.#idleBatches = 0;
    if (this.position === undefined || this.position === this.#storedPosition) return;
    const { collection: name, position, lease } = this;
    await this.deps.models.write(name, [], { name, position, fence: lease?.fence });
    this.#storedPosition = this.position;
  }
}

const troubleOf = (error: unknown): Trouble => ({
  reason: describe(error),
  position: error instanceof EventNotAppliedError ? error.event.position : undefined,
});

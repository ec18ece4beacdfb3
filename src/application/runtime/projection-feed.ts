import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { EventCodec } from '../events/event-codec.js';
import { isKnownType } from '../events/event-registry.js';
import { CatchUpLostError, type CatchUps } from '../ports/catch-ups.js';
import type { Clock } from '../ports/clock.js';
import type { EventBatch, EventStore, Position, RecordedEvent } from '../ports/event-store.js';
import type { Log } from '../ports/log.js';
import type { ReadModels } from '../ports/read-models.js';
import type { Telemetry } from '../ports/telemetry.js';
import type { Projection } from '../projections/projection.js';
import type { AsideOfFeed } from './aside-of-feed.js';
import { describe, keepRunning, type Told } from './keep-running.js';
import { aborted, type Lease } from './leases.js';
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
  /** Where there is something that catches up apart from here. */
  readonly catchUps?: CatchUps | undefined;
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
}

/** Whom a feed tells, and waits for. */
export interface FeedHooks {
  /** After each stored batch. */
  readonly advanced: (feed: ProjectionFeed, progress: Progress) => Promise<void>;
  /** Before anything of a batch is stored in which somebody is erased. */
  readonly erasing: (feed: ProjectionFeed, position: Position) => Promise<void>;
  /** Before documents are written. */
  readonly touching: (ids: readonly string[]) => Promise<void>;
}

/** What it feeds, and how. */
export interface FeedOf {
  readonly projection: Projection;
  readonly collection: string;
  /** Under which it is driven, where there are several instances. */
  readonly lease: Lease | undefined;
  /** No further than this: there it stands, and counts as caught up. */
  readonly until?: Position | undefined;
  /** It does not serve yet. */
  readonly isBuild: boolean;
  /** No faster than this, until it has caught up. */
  readonly eventsPerSecond: () => number | undefined;
  /** What is set aside of it; without it, an event that cannot be applied stops it. */
  readonly aside?: AsideOfFeed | undefined;
}

/** Feeds one collection from the log, from its checkpoint on, until it is stopped. */
export class ProjectionFeed {
  position: Position | undefined;
  caughtUp = false;
  trouble: Trouble | undefined;
  /** Events handled since the program started. */
  eventsTaken = 0;
  /** Passed over since then, of types that this release does not know. */
  unknownEvents = 0;
  #storedPosition: Position | undefined;
  #idleBatches = 0;
  /** What was, or may have been, stored and is not told yet: after a failure in between, the checkpoint may be past it. */
  #isUntold = false;
  /** What was acknowledged may be lost, and the checkpoint is not read again yet. */
  #isLost = false;
  /** What was there when it began is read, apart. */
  #hasCaughtUpApart = false;
  /** Indexes that queries need may be missing, until it has caught up. */
  #isFilled = false;
  #stop: AbortController | undefined;
  #loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly deps: FeedDeps,
    private readonly of: FeedOf,
    private readonly hooks: FeedHooks,
  ) {}

  get collection(): string {
    return this.of.collection;
  }

  get aside(): AsideOfFeed | undefined {
    return this.of.aside;
  }

  /** Documents may have events past its position: they were, or may have been, stored before something failed. */
  get isInBetween(): boolean {
    return this.#isUntold;
  }

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

  /** From where it stands up to a position that is in the log, and no further. @throws what keeps it from that */
  runTo(position: Position, signal: AbortSignal): Promise<void> {
    return this.goTo(position, signal, () => Promise.resolve());
  }

  /** The same, no faster than it may, and again from where it stands then where the store has lost what it had acknowledged. */
  async catchUpTo(position: Position, signal: AbortSignal): Promise<void> {
    const isThere = () => this.position !== undefined && this.position >= position;
    const go = (followed: AbortSignal) =>
      this.goTo(position, followed, (batch) => this.slowDown(batch, followed));
    while (!signal.aborted && !isThere()) await untilLost(this.deps.models, signal, go, () => this.forget());
    if (isThere()) await this.finishCollection();
  }

  private async goTo(
    position: Position,
    signal: AbortSignal,
    afterBatch: (batch: EventBatch) => Promise<void>,
  ): Promise<void> {
    await this.begin();
    if ((this.position ?? 0n) >= position) return;
    const options = { after: this.position, batchSize: LIMITS.logBatch, signal };
    for await (const batch of this.deps.store.subscribe(options)) {
      const isThere = batch.caughtUp || batch.position >= position;
      await this.handle(isThere ? partUpTo(batch, position) : batch);
      if (isThere || signal.aborted) break;
      await afterBatch(batch);
    }
    await this.storeCheckpoint();
  }

  private keepRunning(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.deps;
    return keepRunning({
      ...{ clock, log, signal, lease: this.of.lease },
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
    const follow = (followed: AbortSignal) => this.followLog(followed, told);
    await untilLost(this.deps.models, signal, follow, () => this.forget());
    if (signal.aborted) await this.storeCheckpoint();
  }

  private async followLog(signal: AbortSignal, { gotOn, troubled }: Told): Promise<void> {
    await this.begin();
    if (await this.isToBeginApart()) return this.catchUpApart(signal);
    const options = { after: this.position, batchSize: LIMITS.logBatch, signal, troubled };
    let batchesBehind = 0;
    for await (const batch of this.deps.store.subscribe(options)) {
      await this.handle(this.partOf(batch));
      gotOn();
      if (signal.aborted) break;
      if (this.isAtItsEnd) await aborted(signal);
      batchesBehind = batch.caughtUp ? 0 : batchesBehind + 1;
      if (batchesBehind >= (this.deps.catchUps?.afterBatches ?? Infinity) && this.canBeApart)
        return this.catchUpApart(signal);
      await this.slowDown(batch, signal);
    }
  }

  private get canBeApart(): boolean {
    return this.deps.catchUps !== undefined && this.of.aside?.isEmpty !== false;
  }

  /** Nobody has seen yet what the rules of a build do: where they loop, or grow without bound, nobody who asks is to wait for that. */
  private async isToBeginApart(): Promise<boolean> {
    if (!this.of.isBuild || this.#hasCaughtUpApart || !this.canBeApart) return false;
    return (this.position ?? 0n) < (await this.deps.store.endPosition());
  }

  /**
   * Whatever becomes of that: from the checkpoint on, it goes on here.
   * @throws CatchUpLostError of a build: to go on here might end the program
   */
  private async catchUpApart(signal: AbortSignal): Promise<void> {
    const { catchUps, store, scrubs, log } = this.deps;
    const { projection, collection, lease, until } = this.of;
    await this.storeCheckpoint();
    const end = await store.endPosition();
    const hooks = {
      advanced: (position: Position, events: number) => this.advancedApart(position, events),
      erasing: (position: Position) => this.hooks.erasing(this, position),
      touching: this.hooks.touching,
    };
    const catchUp = {
      ...{ projection: projection.name, collection, fence: lease?.fence },
      until: until === undefined || until > end ? end : until,
      eventsPerSecond: this.of.eventsPerSecond(),
    };
    try {
      await catchUps?.run(catchUp, hooks, signal);
      this.#hasCaughtUpApart ||= !signal.aborted;
    } catch (error) {
      if (error instanceof CatchUpLostError && this.of.isBuild) throw error;
      this.#hasCaughtUpApart = true;
      log.warn('a read model goes on by itself, since it does not catch up', {
        collection,
        trouble: describe(error),
      });
    } finally {
      scrubs.lookAgain();
    }
  }

  private async advancedApart(position: Position, events: number): Promise<void> {
    if (this.#isLost) return;
    this.position = position;
    this.eventsTaken += events;
    await this.hooks.advanced(this, { position, caughtUp: false, isChanged: events > 0 });
  }

  private get isAtItsEnd(): boolean {
    const { until } = this.of;
    return until !== undefined && this.position !== undefined && this.position >= until;
  }

  private partOf(batch: EventBatch): EventBatch {
    const { until } = this.of;
    if (until === undefined || (batch.position < until && !batch.caughtUp)) return batch;
    return { ...partUpTo(batch, until), caughtUp: true };
  }

  /** Both anew each time: the store may have lost what it had acknowledged. */
  private async begin(): Promise<void> {
    const { projection, collection, lease } = this.of;
    this.#isLost = false;
    const position = await this.deps.models.checkpoint(collection, lease?.fence);
    this.#isFilled = this.of.isBuild || position === undefined;
    await this.deps.models.ensureCollection(collectionSpec(projection, collection, this.#isFilled));
    await this.of.aside?.begin();
    this.reached(position);
    this.#storedPosition = position;
  }

  /** Queries are about to come. */
  private async finishCollection(): Promise<void> {
    if (!this.#isFilled) return;
    await this.deps.models.ensureCollection(collectionSpec(this.of.projection, this.of.collection));
    this.#isFilled = false;
  }

  /** Who asks from now on for what was there waits until it is there again. */
  private forget(): void {
    this.#isLost = true;
    this.position = undefined;
    this.caughtUp = false;
  }

  private reached(position: Position | undefined): void {
    if (!this.#isLost) this.position = position;
  }

  private async slowDown({ events, caughtUp }: EventBatch, signal: AbortSignal): Promise<void> {
    const eventsPerSecond = this.of.eventsPerSecond();
    if (eventsPerSecond === undefined || caughtUp) return;
    await this.deps.clock.sleep((events.length * 1_000) / eventsPerSecond, signal);
  }

  private async handle(batch: EventBatch): Promise<void> {
    // Whatever the rules of today do with an erasure: a collection of another version may have what they would not have.
    if (batch.events.some(({ type }) => type === 'PersonErased')) await this.beforeErasure(batch.position);
    const handled = batch.events.filter(({ type }) => isHandledBy(this.of.projection, type));
    if (handled.length > 0) {
      this.#isUntold = true;
      await this.applyAndTell(handled, batch.position);
    }
    if (this.#isLost) return;
    this.position = batch.position;
    this.eventsTaken += handled.length;
    this.countUnknown(batch.events);
    this.#idleBatches = handled.length > 0 ? 0 : this.#idleBatches + 1;
    if (this.#idleBatches === LIMITS.idleBatchesPerCheckpoint) await this.storeCheckpoint();
    if (batch.caughtUp) {
      await this.finishCollection();
      await this.deps.scrubs.performBeside();
    }
    this.caughtUp = batch.caughtUp;
    this.trouble = undefined;
    await this.hooks.advanced(this, {
      position: batch.position,
      caughtUp: batch.caughtUp,
      isChanged: this.#isUntold,
    });
    this.#isUntold = false;
  }

  private countUnknown(events: readonly RecordedEvent[]): void {
    const unknown = events.filter(({ type }) => !isKnownType(type));
    this.unknownEvents += unknown.length;
    const [first] = unknown;
    if (first === undefined) return;
    const fields = { collection: this.collection, type: first.type, position: String(first.position) };
    this.deps.log.warn('events of unknown types passed over', { ...fields, events: unknown.length });
  }

  private async beforeErasure(position: Position): Promise<void> {
    const { aside } = this.of;
    if (aside?.hasErrors === true) await this.deps.scrubs.after(() => aside.forgetErrors());
    await this.hooks.erasing(this, position);
  }

  private async applyAndTell(handled: readonly RecordedEvent[], checkpoint: Position): Promise<void> {
    const { telemetry } = this.deps;
    const beganMs = telemetry.now();
    await this.applyAll(handled, checkpoint);
    telemetry.tell({ of: 'projection', projection: this.of.projection.name, events: handled }, beganMs);
  }

  private async applyAll(recorded: readonly RecordedEvent[], checkpoint: Position): Promise<void> {
    const { projection, collection, lease, aside } = this.of;
    const target = {
      ...this.deps,
      projection,
      collection,
      aside,
      fence: lease?.fence,
      touching: this.hooks.touching,
    };
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
    const { collection: name, position } = this;
    await this.deps.models.write(name, [], { name, position, fence: this.of.lease?.fence });
    this.#storedPosition = this.position;
  }
}

/** What comes after it is in no other feed's way: whoever goes to a position goes on from there later. */
const partUpTo = ({ events }: EventBatch, position: Position): EventBatch => ({
  events: events.filter((event) => event.position <= position),
  ...{ position, caughtUp: false },
});

const troubleOf = (error: unknown): Trouble => ({
  reason: describe(error),
  position: error instanceof EventNotAppliedError ? error.event.position : undefined,
});

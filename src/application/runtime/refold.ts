import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { EventCodec } from '../events/event-codec.js';
import type { EventStore, JsonObject, Position } from '../ports/event-store.js';
import type { GuardedWrite } from '../ports/read-models.js';
import type { Projection } from '../projections/projection.js';
import { LIMITS } from './limits.js';
import { isHandledBy, notAppliedTo } from './projection-batch.js';
import { isErasure, withoutPersonal } from './projection-erasure.js';
import { handlerOf } from './projection-working-set.js';
import type { LeftOut, NotApplied } from './set-aside.js';

export interface RefoldOf {
  readonly store: EventStore;
  readonly codec: Pick<EventCodec<ShoutoutsEvent>, 'decode'>;
  readonly projection: Projection;
  readonly keys: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

/** Some documents of a projection, made anew from the beginning of the log: what an earlier attempt left in the store is not built on. */
export class Refold {
  #position: Position | undefined;
  readonly #docs: Map<string, JsonObject | undefined>;
  readonly #notApplied = new Map<string, NotApplied>();
  readonly #leftOut: ReadonlySet<string>;

  constructor(private readonly of: RefoldOf) {
    this.#docs = new Map(of.keys.map((key) => [key, undefined]));
    this.#leftOut = new Set(of.leftOut.map(({ key, position }) => `${position} ${key}`));
  }

  /** @throws what keeps an event from being read */
  async readTo(end: Position, signal: AbortSignal): Promise<void> {
    if ((this.#position ?? 0n) >= end) return;
    const options = { after: this.#position, batchSize: LIMITS.logBatch, signal };
    for await (const { events, position, caughtUp } of this.of.store.subscribe(options)) {
      const upTo = events.filter((event) => event.position <= end);
      const handled = upTo.filter(({ type }) => isHandledBy(this.of.projection, type));
      for (const event of await this.of.codec.decode(handled)) this.take(event);
      this.#position = position < end ? position : end;
      if (caughtUp || position >= end) break;
    }
    signal.throwIfAborted();
  }

  notApplied(key: string): NotApplied | undefined {
    return this.#notApplied.get(key);
  }

  /** `undefined` where the log makes none; see `notApplied`. */
  made(key: string): JsonObject | undefined {
    return this.#docs.get(key);
  }

  /** Of those that took everything. */
  writes(position: Position): readonly GuardedWrite[] {
    return [...this.#docs]
      .filter(([id]) => !this.#notApplied.has(id))
      .map(([id, doc]) => ({ id, doc: doc ?? null, position, isMadeAnew: true }));
  }

  private take(event: DecodedEvent<ShoutoutsEvent>): void {
    const ids = new Set(handlerOf(this.of.projection, event.type)?.ids(event));
    for (const [key, doc] of this.#docs) {
      if (this.#notApplied.has(key)) continue;
      const isAbout = ids.has(key) && !this.#leftOut.has(`${String(event.position)} ${key}`);
      try {
        this.#docs.set(key, this.after(isAbout ? this.applied(doc, event, key) : doc, event));
      } catch (error) {
        this.#notApplied.set(key, notAppliedTo(key, event, error));
      }
    }
  }

  private applied(doc: JsonObject | undefined, event: DecodedEvent<ShoutoutsEvent>, key: string) {
    return handlerOf(this.of.projection, event.type)?.apply(doc, event, key) ?? undefined;
  }

  private after(doc: JsonObject | undefined, event: DecodedEvent<ShoutoutsEvent>): JsonObject | undefined {
    return doc !== undefined && isErasure(event) ? withoutPersonal(this.of.projection, doc, event) : doc;
  }
}

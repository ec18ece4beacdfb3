import { LRUCache } from 'lru-cache';
import type { EventType, EventOf, ShoutoutsEvent } from '../../domain/all-events.js';
import type { CreatorId, MarketCode, OrderId } from '../../domain/ids.js';
import { type AggregateType, creators, orders } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { SEALED_EVENTS } from '../events/event-codec.js';
import { pagesOf } from '../log-copy/compare-logs.js';
import { type Patience, patiently } from '../log-copy/patience.js';
import type { EventStore, Position, RecordedEvent, Revision } from '../ports/event-store.js';
import { streamName } from '../runtime/aggregates-runtime.js';
import type { AsOf } from './as-of.js';

/** Orders whose facts are kept at hand: most money moves within days of the order. */
const REMEMBERED_ORDERS = 20_000;
const STREAM_PAGE = 500;
/** Streams read at once. */
const SIDE_BY_SIDE = 32;

/** What never changes of an order or a payout, as far as reports ask. */
export interface WhoseMoney {
  readonly market: MarketCode;
  readonly creatorId: CreatorId;
}

export interface PastParts extends Patience {
  readonly store: EventStore;
  readonly asOf: AsOf;
  /** Told how far the log was read, page by page. */
  readonly progress?: (far: { readonly events: number; readonly position: Position }) => void;
}

/**
 * The log as it was at a position: nothing that was recorded later is ever seen. What is personal stays sealed, so that no keys of persons
 * are needed, and an erasure changes no report. Keeps a page of events and some facts in memory, however long the log is.
 */
export class Past {
  readonly asOf: AsOf;
  readonly #facts = new LRUCache<OrderId | CreatorId, WhoseMoney>({ max: REMEMBERED_ORDERS });

  constructor(private readonly parts: PastParts) {
    this.asOf = parts.asOf;
  }

  /** Page by page, in the order of the log. @throws StoppedError, UnknownEventError: a report that leaves something out would be wrong */
  async *events<Type extends EventType>(
    types: readonly Type[],
  ): AsyncGenerator<readonly DecodedEvent<EventOf<Type>>[]> {
    const wanted: ReadonlySet<string> = new Set(types);
    let events = 0;
    for await (const page of pagesOf(this.parts.store, this.parts)) {
      const decoded = await this.#decode(page);
      for (const event of decoded) if (event.type === 'OrderPlaced') this.#remember(event.data);
      events += decoded.length;
      this.parts.progress?.({ events, position: decoded.at(-1)?.position ?? this.asOf.position });
      const asked = decoded.filter(({ type }) => wanted.has(type));
      if (asked.length > 0) yield asked as unknown as readonly DecodedEvent<EventOf<Type>>[];
      if (decoded.length < page.length) return;
    }
  }

  /** Page by page, as far as the stream went then. */
  async *stream<State, Event extends ShoutoutsEvent>(
    aggregate: AggregateType<State, Event>,
    id: string,
    begin: Revision = 0n,
  ): AsyncGenerator<readonly DecodedEvent<Event>[]> {
    const { store } = this.parts;
    for (let from = begin; ; from += BigInt(STREAM_PAGE)) {
      const page = await patiently(this.parts, () =>
        store.readStream(streamName(aggregate, id), { from, limit: STREAM_PAGE }),
      );
      const decoded = await this.#decode(page);
      // A stream has the events of its aggregate only.
      if (decoded.length > 0) yield decoded as unknown as readonly DecodedEvent<Event>[];
      if (decoded.length < STREAM_PAGE) return;
    }
  }

  async wholeStream<State, Event extends ShoutoutsEvent>(
    aggregate: AggregateType<State, Event>,
    id: string,
  ): Promise<readonly DecodedEvent<Event>[]> {
    const all: DecodedEvent<Event>[] = [];
    for await (const page of this.stream(aggregate, id)) all.push(...page);
    return all;
  }

  /** @throws Error where money moves for an order that was never placed */
  async factsOf(orderId: OrderId): Promise<WhoseMoney> {
    const known = this.#facts.get(orderId);
    if (known !== undefined) return known;
    const placed = await this.#firstOf(orders, orderId);
    if (placed?.type !== 'OrderPlaced') throw new Error(`${orderId} was never placed`);
    return this.#remember(placed.data);
  }

  /** @throws Error where money moves for a creator who never registered */
  async marketOf(creatorId: CreatorId): Promise<MarketCode> {
    const known = this.#facts.get(creatorId);
    if (known !== undefined) return known.market;
    const registered = await this.#firstOf(creators, creatorId);
    if (registered?.type !== 'CreatorRegistered') throw new Error(`${creatorId} never registered`);
    const { market } = registered.data;
    this.#facts.set(creatorId, { market, creatorId });
    return market;
  }

  async #firstOf(
    aggregate: { readonly category: string },
    id: string,
  ): Promise<DecodedEvent<ShoutoutsEvent> | undefined> {
    const stream = streamName(aggregate, id);
    const page = await patiently(this.parts, () => this.parts.store.readStream(stream, { limit: 1 }));
    return (await this.#decode(page))[0];
  }

  #remember({ orderId, market, creatorId }: EventOf<'OrderPlaced'>['data']): WhoseMoney {
    const facts = { market, creatorId };
    this.#facts.set(orderId, facts);
    return facts;
  }

  async #decode(page: readonly RecordedEvent[]): Promise<readonly DecodedEvent<ShoutoutsEvent>[]> {
    const until = page.filter(({ position }) => position <= this.asOf.position);
    return SEALED_EVENTS.decode(until, 'left sealed');
  }
}

/** Asks about many at once, and answers in their order. */
export async function sideBySide<Item, Answer>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < items.length; at += SIDE_BY_SIDE)
    answers.push(...(await Promise.all(items.slice(at, at + SIDE_BY_SIDE).map(ask))));
  return answers;
}

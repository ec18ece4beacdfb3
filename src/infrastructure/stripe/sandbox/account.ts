import Stripe from 'stripe';
import { newId } from './identifiers.js';
import type { EventType, Records } from './records.js';

/** The request on whose behalf something happens; none when time alone made it happen. */
export interface RequestOrigin {
  readonly id: string;
  readonly idempotencyKey: string | null;
}

export interface AccountOptions {
  readonly records: Records;
  /** For `created` and the like. Deliveries and signatures go by real time. */
  readonly now: () => Date;
  /** How long after its creation a refund that does not settle at once does so. */
  readonly refundSettlesAfterMs: number;
}

export interface EventsToLose {
  readonly count: number;
  /** All of them by default. */
  readonly types?: readonly string[] | undefined;
}

/** By how much the account's clock was moved. */
const AHEAD_S = 'ahead_s';

/** One merchant's account: its books, and the events that changes to them leave behind. */
export class Account {
  readonly records: Records;
  readonly refundSettlesAfterMs: number;
  readonly #now: () => Date;
  #aheadS: number;
  #eventsToLose: EventsToLose = { count: 0 };
  #enabledEvents: ReadonlySet<string> | undefined;
  #origin: RequestOrigin | null = null;

  constructor(options: AccountOptions) {
    this.records = options.records;
    this.refundSettlesAfterMs = options.refundSettlesAfterMs;
    this.#now = options.now;
    this.#aheadS = Number(options.records.kept(AHEAD_S) ?? 0);
  }

  /** Seconds since 1970, as in every `created` of Stripe. */
  nowSeconds(): number {
    return Math.floor(this.#now().getTime() / 1_000) + this.#aheadS;
  }

  /** From now on it is later here. It stays so. */
  advance(seconds: number): void {
    this.#aheadS += seconds;
    this.records.keep(AHEAD_S, String(this.#aheadS));
  }

  /** Stripe says that an event can fail to be generated at all: so will the next ones of these. */
  loseEvents(events: EventsToLose): void {
    this.#eventsToLose = events;
  }

  /** Which types the webhook endpoint takes, as in an endpoint's `enabled_events`; all until it is told. */
  enableEvents(types: readonly string[] | undefined): void {
    this.#enabledEvents = types && new Set(types);
  }

  /** Does `work`, all of it or nothing, on behalf of a request. */
  perform<T>(origin: RequestOrigin | null, work: () => T): T {
    this.#origin = origin;
    try {
      return this.records.atomically(work);
    } finally {
      this.#origin = null;
    }
  }

  /**
   * Records an event with the object as it is now, to be delivered at once where the endpoint takes its type.
   *
   * @param connectedAccount on whose account it happened, when that is not the platform's own
   */
  emit(type: EventType, object: object, connectedAccount?: string): void {
    if (this.#isLost(type)) return;
    const id = newId('evt');
    const isEnabled = this.#enabledEvents?.has(type) ?? true;
    this.records.insert('event', {
      id,
      object: 'event',
      ...(connectedAccount === undefined ? {} : { account: connectedAccount }),
      api_version: Stripe.API_VERSION,
      created: this.nowSeconds(),
      data: { object },
      livemode: false,
      pending_webhooks: isEnabled ? 1 : 0,
      request:
        this.#origin === null ? null : { id: this.#origin.id, idempotency_key: this.#origin.idempotencyKey },
      type,
    });
    // What nobody is to be told counts as delivered, as it does at Stripe.
    const [delivered, dueAtMs] = isEnabled ? [0, Date.now()] : [1, null];
    this.records.run(
      'INSERT INTO deliveries (event_id, delivered, due_at_ms) VALUES (?, ?, ?)',
      ...[id, delivered, dueAtMs],
    );
  }

  #isLost(type: EventType): boolean {
    const { count, types } = this.#eventsToLose;
    if (count <= 0 || types?.includes(type) === false) return false;
    this.#eventsToLose = { count: count - 1, types };
    return true;
  }
}

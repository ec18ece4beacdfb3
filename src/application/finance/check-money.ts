import type { ShoutoutsEvent } from '../../domain/all-events.js';
import { entryOf } from '../../domain/ledger/journal.js';
import { leavesSomething, note, type OrderBooks } from '../../domain/money-rules/order-books.js';
import type { MoneyRule } from '../../domain/money-rules/rules.js';
import { epochMs, HOUR_MS, type Instant } from '../../domain/time.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { EventCodec } from '../events/event-codec.js';
import type { EventStore, Position } from '../ports/event-store.js';
import { Balances, type LedgerBalance } from './balances.js';

export interface CheckMoney {
  readonly store: Pick<EventStore, 'readAll' | 'lastPosition'>;
  readonly codec: Pick<EventCodec<ShoutoutsEvent>, 'decode'>;
  readonly signal: AbortSignal;
  readonly progress: (far: {
    readonly events: number;
    readonly position: Position;
    readonly end: Position;
  }) => void;
}

/** A rule that an order breaks, and by which event. */
export interface BrokenRule {
  readonly rule: MoneyRule;
  readonly orderId: string;
  readonly event: string;
  readonly position: Position;
}

export interface MoneyChecked {
  readonly events: number;
  readonly orders: number;
  /** Up to which the log was read; `undefined` of an empty log. */
  readonly lastPosition: Position | undefined;
  readonly balances: readonly LedgerBalance[];
  /** In the order of the log. */
  readonly broken: readonly BrokenRule[];
}

/** Somebody asked to stop. Nothing is kept: the check begins anew. */
export class CheckStoppedError extends Error {
  override readonly name = 'CheckStoppedError';
}

const PAGE_EVENTS = 500;
/** So long after an order is over, what follows from that may take; by the time of the last event. */
const GRACE_MS = HOUR_MS;

/**
 * Reads the whole log and holds it against the money rules. Changes nothing, and needs no keys of persons. It keeps a note per order
 * in memory, about half a kilobyte each.
 * @throws CheckStoppedError, EventStoreUnavailableError, UnknownEventError
 */
export async function checkMoney({ store, codec, signal, progress }: CheckMoney): Promise<MoneyChecked> {
  const end = (await store.lastPosition()) ?? 0n;
  const audit = new Audit();
  let events = 0;
  let position: Position = 0n;
  for (;;) {
    if (signal.aborted) throw new CheckStoppedError('stopped');
    const page = await store.readAll({ after: position, limit: PAGE_EVENTS });
    const last = page.at(-1);
    if (last === undefined) return audit.end(events);
    for (const event of await codec.decode(page, 'left sealed')) audit.take(event);
    events += page.length;
    position = last.position;
    progress({ events, position, end });
  }
}

/** An order's books, and what was noted in them last. */
interface Book {
  readonly books: OrderBooks;
  readonly event: string;
  readonly position: Position;
}

/** Notes down what the log says, event by event. */
class Audit {
  readonly #books = new Map<string, Book>();
  readonly #balances = new Balances();
  readonly #broken: BrokenRule[] = [];
  #last: DecodedEvent<ShoutoutsEvent> | undefined;

  take(event: DecodedEvent<ShoutoutsEvent>): void {
    this.#last = event;
    this.#balances.post(entryOf(event));
    const { data, type, position, metadata } = event;
    const orderId = 'orderId' in data ? data.orderId : null;
    if (orderId === null) return;
    const noted = note(this.#books.get(orderId)?.books, event, metadata.at);
    if (noted?.books !== undefined) this.#books.set(orderId, { books: noted.books, event: type, position });
    for (const rule of noted?.broken ?? []) this.#broken.push({ rule, orderId, event: type, position });
  }

  /** The log has come to an end. */
  end(events: number): MoneyChecked {
    const left = this.#last === undefined ? [] : this.leftBehind(this.#last.metadata.at);
    return {
      ...{ events, orders: this.#books.size, lastPosition: this.#last?.position },
      ...{ balances: this.#balances.all(), broken: [...this.#broken, ...left] },
    };
  }

  private leftBehind(now: Instant): readonly BrokenRule[] {
    return [...this.#books.values()]
      .filter(({ books }) => leavesSomething(books) && isLongOver(books, now))
      .map(({ books, event, position }) => ({
        ...{ rule: 'nothing_left', orderId: books.orderId, event, position },
      }));
  }
}

const isLongOver = ({ overSince }: OrderBooks, now: Instant): boolean =>
  overSince !== null && epochMs(now) - epochMs(overSince) > GRACE_MS;

import type { ShoutoutsEvent } from '../../domain/all-events.js';
import { leavesSomething, note, type OrderBooks } from '../../domain/money-rules/order-books.js';
import type { MoneyRule } from '../../domain/money-rules/rules.js';
import { epochMs, HOUR_MS, type Instant } from '../../domain/time.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { Position } from '../ports/event-store.js';

/** A rule that an order breaks, and by which event. */
export interface BrokenRule {
  readonly rule: MoneyRule;
  readonly orderId: string;
  readonly event: string;
  readonly position: Position;
}

/** So long after an order is over, what follows from that may take. */
const GRACE_MS = HOUR_MS;

/** An order's books, and what was noted in them last. */
interface Book {
  readonly books: OrderBooks;
  readonly event: string;
  readonly position: Position;
}

/** Holds a log against the money rules, event by event. It keeps a note per order in memory, about half a kilobyte each. */
export class MoneyAudit {
  readonly #books = new Map<string, Book>();

  get orders(): number {
    return this.#books.size;
  }

  /** Which rules the event breaks. */
  take(event: DecodedEvent<ShoutoutsEvent>): readonly BrokenRule[] {
    const { data, type, position, metadata } = event;
    const orderId = 'orderId' in data ? data.orderId : null;
    const noted = orderId === null ? null : note(this.#books.get(orderId)?.books, event, metadata.at);
    if (orderId === null || noted === null) return [];
    if (noted.books !== undefined) this.#books.set(orderId, { books: noted.books, event: type, position });
    return noted.broken.map((rule) => ({ rule, orderId, event: type, position }));
  }

  /** What is left of orders that were over long before, when the log has come to an end. */
  leftBehind(now: Instant): readonly BrokenRule[] {
    return [...this.#books.values()]
      .filter(({ books }) => leavesSomething(books) && isLongOver(books, now))
      .map(({ books: { orderId }, event, position }) => ({ rule: 'nothing_left', orderId, event, position }));
  }
}

const isLongOver = ({ overSince }: OrderBooks, now: Instant): boolean =>
  overSince !== null && epochMs(now) - epochMs(overSince) > GRACE_MS;

import type { ShoutoutsEvent } from '../../domain/all-events.js';
import { audit } from '../../domain/money-rules/audit.js';
import type { Audited, Books, NewNote, NoteKind, Notes, Subject } from '../../domain/money-rules/notes.js';
import { leavesSomething, type OrderBooks } from '../../domain/money-rules/order-books.js';
import { MONEY_RULES, type MoneyRule } from '../../domain/money-rules/rules.js';
import { epochMs, HOUR_MS, type Instant } from '../../domain/time.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { Position } from '../ports/event-store.js';

/** A rule that is broken, of what, and by which event. */
export interface BrokenRule {
  readonly rule: MoneyRule;
  readonly subject: Subject;
  readonly event: string;
  readonly position: Position;
}

/** So long after an order is over, what follows from that may take. */
export const GRACE_MS = HOUR_MS;

/** An order that is over, and the event after which something was left of it. */
interface Left {
  readonly event: string;
  readonly position: Position;
}

/** Holds a log against the money rules, event by event. It keeps its notes in memory, about a kilobyte per order. */
export class MoneyAudit implements Books {
  readonly #notes: { readonly [Kind in NoteKind]: Map<string, Notes[Kind]> } = {
    order: new Map(),
    earning: new Map(),
    account: new Map(),
    payout: new Map(),
    run: new Map(),
    destination: new Map(),
    case: new Map(),
  };
  readonly #left = new Map<string, Left>();

  find<Kind extends NoteKind>(kind: Kind, id: string): Notes[Kind] | undefined {
    return this.#notes[kind].get(id);
  }

  /** How many there are of what is noted down. */
  count(kind: NoteKind): number {
    return this.#notes[kind].size;
  }

  /** Which rules the event breaks. */
  take(event: DecodedEvent<ShoutoutsEvent>): readonly BrokenRule[] {
    const { notes, broken } = auditEvent(this, event);
    for (const note of notes) this.keep(note, { event: event.type, position: event.position });
    return broken;
  }

  /** What is left of orders that were over long before, when the log has come to an end. */
  leftBehind(now: Instant): readonly BrokenRule[] {
    return [...this.#left].flatMap(([id, left]) => {
      const books = this.find('order', id);
      const subject = { of: 'order', id } as const;
      return books !== undefined && isLongOver(books, now)
        ? [{ rule: 'nothing_left', subject, ...left }]
        : [];
    });
  }

  private keep(note: NewNote, after: Left): void {
    const [kind, id] = note;
    // TypeScript does not see that the note is of its kind.
    (this.#notes[kind] as Map<string, Notes[NoteKind]>).set(id, note[2]);
    if (note[0] !== 'order') return;
    if (leavesSomething(note[2])) this.#left.set(id, after);
    else this.#left.delete(id);
  }
}

/** What is to be noted down of an event, and which rules it breaks. */
export function auditEvent(
  books: Books,
  event: DecodedEvent<ShoutoutsEvent>,
): Pick<Audited, 'notes'> & { readonly broken: readonly BrokenRule[] } {
  const { type, position, revision, stream, metadata } = event;
  const { notes, broken } = audit(books, event, {
    ...{ at: metadata.at, by: metadata.actor.id, streamId: idOfStream(stream), revision },
  });
  return { notes, broken: broken.map((each) => ({ ...each, event: type, position })) };
}

/** In words, for whoever looks after the program. */
export const brokenInWords = ({ rule, subject, event, position }: BrokenRule): string =>
  `${subject.id}: ${MONEY_RULES[rule]} (${event} at position ${String(position)})`;

/** What comes after the category. */
export const idOfStream = (stream: string): string => stream.slice(stream.indexOf('-') + 1);

const isLongOver = ({ overSince }: Pick<OrderBooks, 'overSince'>, now: Instant): boolean =>
  overSince !== null && epochMs(now) - epochMs(overSince) > GRACE_MS;

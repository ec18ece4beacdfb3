import type { NewNote } from '../../domain/money-rules/notes.js';
import { leavesSomething } from '../../domain/money-rules/order-books.js';
import type { NoteId } from '../../domain/money-rules/needed-notes.js';
import type { JsonObject } from '../ports/event-store.js';
import type { CollectionSpec } from '../ports/read-models.js';
import type { BrokenRule } from './money-audit.js';

/** Raise it whenever a rule changes, or what is noted down: all of the log is then audited anew. */
const VERSION = 5;

const NAME = /^money_rules_v\d+$/;

/** Where the watch over the money rules keeps its notes and what it found. */
export const MONEY_RULES_COLLECTION: CollectionSpec = {
  name: `money_rules_v${String(VERSION)}`,
  indexes: [
    { name: 'by_rule', fields: ['rule'] },
    { name: 'by_left', fields: ['leftSince'] },
  ],
};

export const isOutdated = (collection: string): boolean =>
  NAME.test(collection) && collection !== MONEY_RULES_COLLECTION.name;

export type StoredNote = JsonObject & {
  /** As text: amounts are no JSON. */
  readonly note: string;
  /** Of an order that is over and holds something all the same: since when it is over. */
  readonly leftSince: string | null;
};

export type StoredBreak = JsonObject & {
  readonly rule: string;
  readonly about: string;
  readonly id: string;
  readonly event: string;
  readonly position: string;
};

export const storedId = ([kind, id]: NoteId): string => `${kind} ${id}`;

export const storedNote = (note: NewNote): StoredNote => ({
  note: JSON.stringify(note, (_key, value: unknown) =>
    typeof value === 'bigint' ? { minor: value.toString() } : value,
  ),
  leftSince: note[0] === 'order' && leavesSomething(note[2]) ? note[2].overSince : null,
});

export const noteIn = ({ note }: StoredNote): NewNote =>
  JSON.parse(note, (_key, value: unknown) => (isMinor(value) ? BigInt(value.minor) : value)) as NewNote;

const isMinor = (value: unknown): value is { readonly minor: string } =>
  typeof value === 'object' && value !== null && 'minor' in value;

export const storedBreak = ({ rule, subject, event, position }: BrokenRule): StoredBreak => ({
  ...{ rule, about: subject.of, id: subject.id, event, position: position.toString() },
});

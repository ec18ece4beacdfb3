import type { ShoutoutsEvent } from '../../../src/domain/all-events.js';
import { audit } from '../../../src/domain/money-rules/audit.js';
import { neededNotes } from '../../../src/domain/money-rules/needed-notes.js';
import type { Books, NewNote, Subject } from '../../../src/domain/money-rules/notes.js';
import type { MoneyRule } from '../../../src/domain/money-rules/rules.js';
import { START } from '../timeline.js';
import type { Told } from './told.js';

export interface Broken {
  readonly rule: MoneyRule;
  readonly subject: Subject;
}

type Shelf = Map<string, NewNote[2]>;

const booksOf = (shelf: Shelf, isThere: (key: string) => boolean = () => true): Books => ({
  find: (kind, id) => {
    const key = `${kind} ${id}`;
    if (!isThere(key)) throw new Error(`${key} was not asked for`);
    return shelf.get(key) as never;
  },
});

/** Every event as it comes, by an auditor who may look at nothing but what they said they would need. */
export function auditAll(
  told: readonly Told[],
  /** Of one that was taken out of the log. */
  without?: number,
): readonly Broken[] {
  const shelf: Shelf = new Map();
  const inStream = new Map<string, bigint>();
  return told.flatMap(([streamId, event, by = namedIn(event)], index) => {
    const revision = inStream.get(streamId) ?? 0n;
    inStream.set(streamId, revision + 1n);
    if (index === without) return [];
    const { notes, broken } = audit(booksOf(shelf, askedFor(shelf, event, streamId)), event, {
      ...{ at: START, by, streamId, revision },
    });
    for (const [kind, id, note] of notes) shelf.set(`${kind} ${id}`, note);
    return broken;
  });
}

const WHO_DECIDES = ['approvedBy', 'rejectedBy', 'closedBy', 'verifiedBy', 'givenTo', 'proposedBy'];

/** Whoever decided last, where the event names several. */
export const namedIn = ({ data }: ShoutoutsEvent): string =>
  WHO_DECIDES.map((name) => Reflect.get(data, name) as unknown).find((who) => typeof who === 'string') ??
  'nobody';

function askedFor(shelf: Shelf, event: ShoutoutsEvent, streamId: string): (key: string) => boolean {
  const needed = neededNotes(booksOf(shelf), event, streamId).map(([kind, id]) => `${kind} ${id}`);
  return (key) => needed.includes(key);
}

import type { ShoutoutsEvent } from '../../domain/all-events.js';
import { audit } from '../../domain/money-rules/audit.js';
import { neededNotes, type NoteId } from '../../domain/money-rules/needed-notes.js';
import type { Books, NewNote, NoteKind, Notes } from '../../domain/money-rules/notes.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { Position } from '../ports/event-store.js';
import type { GuardedWrite, ReadModels } from '../ports/read-models.js';
import { type BrokenRule, idOfStream } from './money-audit.js';
import { noteIn, storedBreak, storedId, type StoredNote, storedNote } from './stored-notes.js';

type Event = DecodedEvent<ShoutoutsEvent>;

export interface AuditedBatch {
  readonly writes: readonly GuardedWrite[];
  readonly broken: readonly BrokenRule[];
}

/** Somebody else has audited these events, and is or was still writing what was noted of them. */
export class AuditedElsewhereError extends Error {
  override readonly name = 'AuditedElsewhereError';
}

interface Kept {
  readonly note: NewNote | undefined;
  /** Of the event that it was last changed by. */
  readonly position: Position | undefined;
}

/** Audits events in log order, by the notes that are stored. @throws AuditedElsewhereError */
export async function auditBatch(
  models: Pick<ReadModels, 'getMany'>,
  collection: string,
  events: readonly Event[],
): Promise<AuditedBatch> {
  const notes = new BatchNotes();
  const begin = events[0]?.position ?? 0n;
  const load = async (ids: readonly NoteId[]) => {
    const missing = [...new Set(ids.map(storedId))].filter((id) => !notes.has(id));
    if (missing.length === 0) return false;
    const stored = await models.getMany<StoredNote>(collection, missing);
    if (stored.some(({ position }) => position >= begin))
      throw new AuditedElsewhereError('what comes next was audited by another instance');
    notes.loaded(missing, new Map(stored.map(({ id, doc }) => [id, noteIn(doc)])));
    return true;
  };
  const needed = (event: Event) => neededNotes(notes, event, idOfStream(event.stream));
  await load(events.flatMap(needed));
  const broken: BrokenRule[] = [];
  for (const event of events) {
    // What an event needs may show only in what it needed first.
    while (await load(needed(event)));
    broken.push(...notes.take(event));
  }
  return { writes: [...notes.writes(), ...broken.map(breakWrite)], broken };
}

const breakWrite = (broken: BrokenRule): GuardedWrite => {
  const { rule, subject, position } = broken;
  return { id: `broken ${String(position)} ${rule} ${subject.of}`, doc: storedBreak(broken), position };
};

class BatchNotes implements Books {
  readonly #kept = new Map<string, Kept>();

  has(id: string): boolean {
    return this.#kept.has(id);
  }

  loaded(ids: readonly string[], stored: ReadonlyMap<string, NewNote>): void {
    for (const id of ids) this.#kept.set(id, { note: stored.get(id), position: undefined });
  }

  find<Kind extends NoteKind>(kind: Kind, id: string): Notes[Kind] | undefined {
    // TypeScript does not see that the note is of its kind.
    return this.#kept.get(storedId([kind, id]))?.note?.[2] as Notes[Kind] | undefined;
  }

  take(event: Event): readonly BrokenRule[] {
    const { type, position, stream, metadata } = event;
    const { notes, broken } = audit(this, event, {
      ...{ at: metadata.at, by: metadata.actor.id, streamId: idOfStream(stream) },
    });
    for (const note of notes) this.#kept.set(storedId([note[0], note[1]]), { note, position });
    return broken.map((each) => ({ ...each, event: type, position }));
  }

  writes(): readonly GuardedWrite[] {
    return [...this.#kept].flatMap(([id, { note, position }]) =>
      note === undefined || position === undefined ? [] : [{ id, doc: storedNote(note), position }],
    );
  }
}

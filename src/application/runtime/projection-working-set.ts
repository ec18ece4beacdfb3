import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { JsonObject, Position } from '../ports/event-store.js';
import type { GuardedWrite, ReadModels } from '../ports/read-models.js';
import type { Handler, Projection } from '../projections/projection.js';
import { isErasure, withoutPersonal } from './projection-erasure.js';

type AnyHandler = Handler<JsonObject, ShoutoutsEvent>;

/** The lookup is by the event's own type, so the handler fits the event: more than the compiler can see. */
export const handlerOf = ({ handles }: Projection, type: string): AnyHandler | undefined =>
  (handles as Readonly<Record<string, AnyHandler | undefined>>)[type] ?? handles['*'];

interface Entry {
  readonly doc: JsonObject | null;
  /** The last event in it; `undefined` while there was none. */
  readonly position: Position | undefined;
  readonly isStored: boolean;
  readonly isChanged: boolean;
}

const ABSENT: Entry = { doc: null, position: undefined, isStored: false, isChanged: false };

/** The documents that a batch of events concerns, in memory. */
export class WorkingSet {
  private constructor(
    private readonly projection: Projection,
    private readonly entries: Map<string, Entry>,
  ) {}

  static async load(
    models: ReadModels,
    projection: Projection,
    collection: string,
    ids: ReadonlySet<string>,
  ): Promise<WorkingSet> {
    const stored = ids.size === 0 ? [] : await models.getMany(collection, [...ids]);
    const entries = stored.map(
      ({ id, doc, position }) => [id, { doc, position, isStored: true, isChanged: false }] as const,
    );
    return new WorkingSet(projection, new Map(entries));
  }

  /** Applies the event to all of its documents, or, when that throws, to none. */
  apply(event: DecodedEvent<ShoutoutsEvent>, ids: readonly string[]): void {
    const next = [...new Set(ids)].flatMap((id) => this.next(event, id));
    for (const [id, entry] of next) this.entries.set(id, entry);
  }

  /** Applies it to each document that it can be applied to. Answers the others, with what they threw. */
  applyToEach(
    event: DecodedEvent<ShoutoutsEvent>,
    ids: Iterable<string>,
  ): readonly (readonly [id: string, error: unknown])[] {
    const failed: (readonly [string, unknown])[] = [];
    for (const id of new Set(ids)) {
      try {
        for (const [, entry] of this.next(event, id)) this.entries.set(id, entry);
      } catch (error) {
        failed.push([id, error]);
      }
    }
    return failed;
  }

  /**
   * @param isShared with other instances: one that was replaced may still be writing what came and went since, so that its end is
   * written too
   */
  writes(isShared: boolean): readonly GuardedWrite[] {
    return [...this.entries].flatMap(([id, { doc, position, isStored, isChanged }]) =>
      isChanged && position !== undefined && (isStored || doc !== null || isShared)
        ? [{ id, doc, position, isNew: !isStored }]
        : [],
    );
  }

  private next(event: DecodedEvent<ShoutoutsEvent>, id: string): readonly (readonly [string, Entry])[] {
    const entry = this.entries.get(id) ?? ABSENT;
    return isIn(entry, event) ? [] : [[id, this.after(entry, event, id)]];
  }

  private after(entry: Entry, event: DecodedEvent<ShoutoutsEvent>, id: string): Entry {
    const applied = handlerOf(this.projection, event.type)?.apply(entry.doc ?? undefined, event, id) ?? null;
    const doc =
      applied !== null && isErasure(event) ? withoutPersonal(this.projection, applied, event) : applied;
    if (doc === entry.doc) return entry;
    return { ...entry, doc, position: event.position, isChanged: true };
  }
}

/** Events that come again (see `applyBatch`) are passed over. */
const isIn = ({ position }: Entry, event: { readonly position: Position }): boolean =>
  position !== undefined && position >= event.position;

/** What a read model makes of one document's events, which are in the order of the log; `undefined` for none. */
export const folded = <Doc extends JsonObject>(
  projection: Projection<Doc>,
  events: readonly DecodedEvent<ShoutoutsEvent>[],
  id: string,
): Doc | undefined => documentsOf(projection, events, (each) => each === id).get(id);

/** All documents that a read model makes of the events, which are in the order of the log, by their ids. */
export const allFolded = <Doc extends JsonObject>(
  projection: Projection<Doc>,
  events: readonly DecodedEvent<ShoutoutsEvent>[],
): ReadonlyMap<string, Doc> => documentsOf(projection, events, () => true);

function documentsOf<Doc extends JsonObject>(
  projection: Projection<Doc>,
  events: readonly DecodedEvent<ShoutoutsEvent>[],
  isWanted: (id: string) => boolean,
): ReadonlyMap<string, Doc> {
  const docs = new Map<string, Doc>();
  for (const event of events) {
    const handler = handlerOf(projection, event.type);
    for (const id of new Set(handler?.ids(event).filter(isWanted))) {
      const doc = handler?.apply(docs.get(id), event, id) ?? null;
      if (doc === null) docs.delete(id);
      // Its own handlers have made it.
      else docs.set(id, doc as Doc);
    }
  }
  return docs;
}

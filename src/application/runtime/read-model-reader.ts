import type { JsonObject, Position } from '../ports/event-store.js';
import type { FieldCondition, Filter, FindOptions, ReadModels, Scalar } from '../ports/read-models.js';
import type { Projection } from '../projections/projection.js';
import { LIMITS } from './limits.js';
import type { ProjectionRuntime } from './projection-runtime.js';
import { PositionBeyondLogError, ReadModelBehindError } from './read-model-behind.js';

/** Which page of a list is wanted. */
export interface PageRequest {
  /** 1 to 1000. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly startingAfter?: string | undefined;
}

export interface Search extends PageRequest {
  /** Conditions that are `undefined` ask nothing. */
  readonly filter?: Conditions;
  readonly sort?: NonNullable<FindOptions['sort']>;
  /** A report, for which nobody waits who has just written: unless it must have a position, it may lag (decision 0021). */
  readonly isReport?: boolean;
}

export type Conditions = Readonly<Record<string, Scalar | FieldCondition | undefined>>;

export interface ViewPage<View> {
  readonly documents: readonly View[];
  /** Absent when there is nothing more. */
  readonly next?: string;
}

/** The projections, as a reader needs them: `ProjectionRuntime`, where it runs in the same process. */
export type ServingProjections = Pick<
  ProjectionRuntime,
  'collectionOf' | 'waitFor' | 'isBeyondLog' | 'setAsideSince' | 'keysSetAside'
>;

/**
 * Reads what the projections made. With `atLeast`, the position of a command's outcome, the answer has that command in
 * it: reads wait until the read model is there, for two seconds at most.
 *
 * @throws ReadModelBehindError, PositionBeyondLogError, ReadModelsUnavailableError, and on a bad cursor InvalidCursorError
 */
export class ReadModelReader {
  constructor(
    private readonly models: ReadModels,
    private readonly projections: ServingProjections,
  ) {}

  async get<Doc extends JsonObject>(
    projection: Projection<Doc>,
    id: string,
    atLeast?: Position,
  ): Promise<Doc | undefined> {
    await this.reached(projection, atLeast);
    await this.requireNotAside(projection, id, atLeast);
    return (await this.models.get<Doc>(this.projections.collectionOf(projection.name), id))?.doc;
  }

  async find<Doc extends JsonObject>(
    projection: Projection<Doc>,
    { filter, sort, limit, startingAfter, isReport = false }: Search,
    atLeast?: Position,
  ): Promise<ViewPage<Doc>> {
    await this.reached(projection, atLeast);
    const { documents, next } = await this.models.find<Doc>(this.projections.collectionOf(projection.name), {
      filter: asked(filter),
      limit,
      ...(sort === undefined ? {} : { sort }),
      ...(startingAfter === undefined ? {} : { after: startingAfter }),
      ...(isReport && atLeast === undefined && { mayLag: true }),
    });
    return { documents: documents.map(({ doc }) => doc), ...(next === undefined ? {} : { next }) };
  }

  /** All of them, read in pages: what changes meanwhile is seen as it was or as it is. */
  async *all<Doc extends JsonObject>(
    projection: Projection<Doc>,
    search: Omit<Search, keyof PageRequest>,
    atLeast?: Position,
  ): AsyncGenerator<Doc> {
    let startingAfter: string | undefined;
    do {
      const page = { ...search, limit: LIMITS.readAllPage, startingAfter };
      const { documents, next } = await this.find(projection, page, atLeast);
      yield* documents;
      startingAfter = next;
    } while (startingAfter !== undefined);
  }

  async count(projection: Projection, filter?: Conditions, atLeast?: Position): Promise<number> {
    await this.reached(projection, atLeast);
    return this.models.count(this.projections.collectionOf(projection.name), asked(filter));
  }

  /** For whoever must not miss anything: none of its documents is set aside. @throws ReadModelBehindError */
  async requireWhole({ name }: Projection): Promise<void> {
    if ((await this.projections.keysSetAside(name)).length > 0) throw new ReadModelBehindError(name);
  }

  /**
   * For whoever must not miss any of these: none of them is set aside, nor is one that has no document yet, of which nobody knows whose it
   * is. @throws ReadModelBehindError
   */
  async requireNoneAside({ name }: Projection, ids: ReadonlySet<string>): Promise<void> {
    const aside = await this.projections.keysSetAside(name);
    if (aside.length === 0) return;
    const there = await this.models.getMany(this.projections.collectionOf(name), aside);
    if (there.length < aside.length || aside.some((id) => ids.has(id))) throw new ReadModelBehindError(name);
  }

  private async requireNotAside(
    { name }: Projection,
    id: string,
    atLeast: Position | undefined,
  ): Promise<void> {
    if (atLeast === undefined) return;
    const since = await this.projections.setAsideSince(name, id);
    if (since !== undefined && atLeast >= since) throw new ReadModelBehindError(name);
  }

  private async reached({ name }: { readonly name: string }, atLeast: Position | undefined): Promise<void> {
    if (atLeast === undefined) return;
    if (await this.projections.waitFor(name, atLeast, LIMITS.readWaitMs)) return;
    throw (await this.projections.isBeyondLog(atLeast))
      ? new PositionBeyondLogError(name)
      : new ReadModelBehindError(name);
  }
}

/** Each document as it is shown. */
export const present = <Doc, View>(
  { documents, ...rest }: ViewPage<Doc>,
  show: (doc: Doc) => View,
): ViewPage<View> => ({ ...rest, documents: documents.map(show) });

/** From an instant on, and before another one; `undefined` when neither is given. */
export function within(from: string | undefined, to: string | undefined): FieldCondition | undefined {
  if (from === undefined && to === undefined) return undefined;
  return { ...(from !== undefined && { gte: from }), ...(to !== undefined && { lt: to }) };
}

const asked = (conditions: Conditions = {}): Filter =>
  Object.fromEntries(
    Object.entries(conditions).filter(
      (entry): entry is [string, Scalar | FieldCondition] => entry[1] !== undefined,
    ),
  );

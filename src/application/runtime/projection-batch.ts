import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { isKnownType } from '../events/event-registry.js';
import type { Position } from '../ports/event-store.js';
import type { Fence, ReadModels } from '../ports/read-models.js';
import type { Projection } from '../projections/projection.js';
import { TooManySetAsideError } from './build-refused.js';
import { describe } from './keep-running.js';
import { erasePerson, isErasure } from './projection-erasure.js';
import type { Scrubs } from './projection-scrubs.js';
import { handlerOf, WorkingSet } from './projection-working-set.js';
import type { NotApplied } from './set-aside.js';

type Event = DecodedEvent<ShoutoutsEvent>;

/** Where a projection is built. */
export interface Target {
  readonly models: ReadModels;
  readonly scrubs: Scrubs;
  readonly projection: Projection;
  readonly collection: string;
  readonly fence?: Fence | undefined;
  /** Told of documents before they are written. */
  readonly touching?: ((ids: readonly string[]) => Promise<void>) | undefined;
  /** Where documents are set aside that an event cannot be applied to; without it, such an event stops the projection. */
  readonly aside?: AsideOf | undefined;
}

/** The documents of one collection that are set aside. */
export interface AsideOf {
  /** The event from which on nothing is applied to the document; `undefined` where it is not set aside. */
  readonly since: (key: string) => Position | undefined;
  /** Stores that, before anything is written that passes the events over. @throws TooManySetAsideError */
  readonly add: (notApplied: readonly NotApplied[]) => Promise<void>;
}

/** An event that the projection could not take; nothing of it or after it was applied. */
export class EventNotAppliedError extends Error {
  override readonly name = 'EventNotAppliedError';
  constructor(
    projection: Projection,
    readonly event: { readonly type: string; readonly id: string; readonly position: Position },
    cause: unknown,
  ) {
    const { type, id, position } = event;
    super(`${projection.name} cannot take ${type} ${id} at position ${String(position)}: ${String(cause)}`, {
      cause,
    });
  }
}

/**
 * Whether events of this type can change the projection's documents: the others need not even be decoded. One that this release does not
 * know may move money, so that whoever adds money up must stop before it.
 */
export const isHandledBy = (projection: Projection, type: string): boolean =>
  (projection.onFailure === 'stop' && !isKnownType(type)) ||
  handlerOf(projection, type) !== undefined ||
  (type === 'PersonErased' && projection.personal !== undefined);

/**
 * Applies events in order, and stores the documents, then the checkpoint. Where a store cannot do both at once, a
 * crash in between makes events come again: documents that have them already pass them over.
 *
 * @throws EventNotAppliedError after everything before that event was stored
 */
export async function applyBatch(
  target: Target,
  events: readonly Event[],
  checkpoint: Position | undefined,
): Promise<void> {
  const segments = segmentsOf(events);
  for (const [index, segment] of segments.entries()) {
    const upTo = index === segments.length - 1 ? checkpoint : segment.at(-1)?.position;
    await applySegment(target, segment, upTo);
  }
}

/** An erasure begins a segment: it searches among the stored documents, so what came before must be stored. */
function segmentsOf(events: readonly Event[]): readonly (readonly Event[])[] {
  const segments: Event[][] = [[]];
  for (const event of events) {
    if (isErasure(event)) segments.push([event]);
    else segments.at(-1)?.push(event);
  }
  return segments;
}

async function applySegment(
  target: Target,
  events: readonly Event[],
  checkpointAfterAll: Position | undefined,
): Promise<void> {
  const [first] = events;
  const plan = planOf(target, events);
  // Before the documents are loaded for what follows, or that would write back what was erased.
  if (isErasure(first)) await erasePerson({ ...target, except: new Set(plan.steps[0]?.ids) }, first);
  const { work, failure, notApplied } = await applyInMemory(target, plan);
  await setAside(target, events, notApplied);
  // A document that its own handler could not see to.
  if (isErasure(first) && notApplied.length > 0)
    await erasePerson({ ...target, except: handledOf(plan, notApplied) }, first);
  const position =
    failure === undefined ? checkpointAfterAll : positionBefore(events, failure.event.position);
  await store(target, work, position, isErasure(first));
  if (failure !== undefined) throw failure;
}

async function store(
  { models, collection, scrubs, fence, touching }: Target,
  work: WorkingSet,
  position: Position | undefined,
  erases: boolean,
): Promise<void> {
  const checkpoint = position === undefined ? undefined : { name: collection, position, fence };
  const writes = work.writes(fence !== undefined);
  await touching?.(writes.map(({ id }) => id));
  if (erases) {
    await models.write(collection, writes);
    await scrubs.request();
    await models.write(collection, [], checkpoint);
  } else if (writes.length > 0 || checkpoint !== undefined) {
    await models.write(collection, writes, checkpoint);
  }
}

interface Plan {
  /** With the documents that each is applied to: not those that are set aside. */
  readonly steps: readonly { readonly event: Event; readonly ids: readonly string[] }[];
  /** What the steps end before, if they do. */
  readonly failure: EventNotAppliedError | undefined;
}

function planOf({ projection, aside }: Target, events: readonly Event[]): Plan {
  const steps: Plan['steps'][number][] = [];
  for (const event of events) {
    try {
      const ids = handlerOf(projection, event.type)?.ids(event) ?? [];
      steps.push({ event, ids: aside === undefined ? ids : ids.filter((id) => isTaken(aside, id, event)) });
    } catch (error) {
      // Which documents it is about is not known.
      return { steps, failure: new EventNotAppliedError(projection, event, error) };
    }
  }
  return { steps, failure: undefined };
}

function isTaken(aside: AsideOf, id: string, { position }: Event): boolean {
  const from = aside.since(id);
  return from === undefined || position < from;
}

interface Applied {
  readonly work: WorkingSet;
  readonly failure: EventNotAppliedError | undefined;
  readonly notApplied: readonly NotApplied[];
}

async function applyInMemory(
  { models, projection, collection, aside }: Target,
  { steps, failure }: Plan,
): Promise<Applied> {
  const work = await WorkingSet.load(
    models,
    projection,
    collection,
    new Set(steps.flatMap(({ ids }) => ids)),
  );
  const notApplied = new Map<string, NotApplied>();
  for (const { event, ids } of steps) {
    if (aside !== undefined) {
      const taken = ids.filter((id) => !notApplied.has(id));
      for (const [key, error] of work.applyToEach(event, taken))
        notApplied.set(key, notAppliedTo(key, event, error));
      continue;
    }
    try {
      work.apply(event, ids);
    } catch (error) {
      return { work, failure: new EventNotAppliedError(projection, event, error), notApplied: [] };
    }
  }
  return { work, failure, notApplied: [...notApplied.values()] };
}

/** @throws EventNotAppliedError where there are too many: then nothing of these events is stored */
async function setAside(
  { projection, aside }: Target,
  events: readonly Event[],
  notApplied: readonly NotApplied[],
): Promise<void> {
  const [first] = notApplied;
  if (aside === undefined || first === undefined) return;
  try {
    await aside.add(notApplied);
  } catch (error) {
    const event = events.find(({ id }) => id === first.eventId);
    if (event === undefined || !(error instanceof TooManySetAsideError)) throw error;
    throw new EventNotAppliedError(projection, event, new Error(`${first.error}; ${error.message}`));
  }
}

export const notAppliedTo = (key: string, { position, id, type }: Event, error: unknown): NotApplied => ({
  ...{ key, position: String(position), eventId: id, type },
  error: describe(error).slice(0, ERROR_CHARS),
});

const ERROR_CHARS = 300;

const handledOf = ({ steps }: Plan, notApplied: readonly NotApplied[]): ReadonlySet<string> =>
  new Set(steps[0]?.ids.filter((id) => !notApplied.some(({ key }) => key === id)));

/** Of the last one before; `undefined` when there is none. */
export const positionBefore = (events: readonly Event[], position: Position): Position | undefined =>
  events.filter((event) => event.position < position).at(-1)?.position;

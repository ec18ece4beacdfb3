import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { Position } from '../ports/event-store.js';
import type { Fence, ReadModels } from '../ports/read-models.js';
import type { Projection } from '../projections/projection.js';
import { erasePerson, isErasure } from './projection-erasure.js';
import type { Scrubs } from './projection-scrubs.js';
import { handlerOf, WorkingSet } from './projection-working-set.js';

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

/** Whether events of this type can change the projection's documents: the others need not even be decoded. */
export const isHandledBy = (projection: Projection, type: string): boolean =>
  handlerOf(projection, type) !== undefined || (type === 'PersonErased' && projection.personal !== undefined);

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
  const { models, projection, collection, scrubs, fence, touching } = target;
  const [first] = events;
  const plan = planOf(projection, events);
  // Before the documents are loaded for what follows, or that would write back what was erased.
  if (isErasure(first)) await erasePerson({ ...target, except: new Set(plan.steps[0]?.ids) }, first);
  const { work, failure } = await applyInMemory(target, plan);
  const position =
    failure === undefined ? checkpointAfterAll : positionBefore(events, failure.event.position);
  const checkpoint = position === undefined ? undefined : { name: collection, position, fence };
  const writes = work.writes(fence !== undefined);
  await touching?.(writes.map(({ id }) => id));
  if (isErasure(first)) {
    await models.write(collection, writes);
    await scrubs.request();
    await models.write(collection, [], checkpoint);
  } else if (writes.length > 0 || checkpoint !== undefined) {
    await models.write(collection, writes, checkpoint);
  }
  if (failure !== undefined) throw failure;
}

interface Plan {
  readonly steps: readonly { readonly event: Event; readonly ids: readonly string[] }[];
  /** What the steps end before, if they do. */
  readonly failure: EventNotAppliedError | undefined;
}

function planOf(projection: Projection, events: readonly Event[]): Plan {
  const steps: Plan['steps'][number][] = [];
  for (const event of events) {
    try {
      steps.push({ event, ids: handlerOf(projection, event.type)?.ids(event) ?? [] });
    } catch (error) {
      return { steps, failure: new EventNotAppliedError(projection, event, error) };
    }
  }
  return { steps, failure: undefined };
}

async function applyInMemory({ models, projection, collection }: Target, { steps, failure }: Plan) {
  const work = await WorkingSet.load(
    models,
    projection,
    collection,
    new Set(steps.flatMap(({ ids }) => ids)),
  );
  for (const { event, ids } of steps) {
    try {
      work.apply(event, ids);
    } catch (error) {
      return { work, failure: new EventNotAppliedError(projection, event, error) };
    }
  }
  return { work, failure };
}

/** Of the last one before; `undefined` when there is none. */
export const positionBefore = (events: readonly Event[], position: Position): Position | undefined =>
  events.filter((event) => event.position < position).at(-1)?.position;

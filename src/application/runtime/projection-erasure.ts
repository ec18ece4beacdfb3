import type { EventOf, ShoutoutsEvent } from '../../domain/all-events.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { ERASED } from '../events/personal-field.js';
import type { Json, JsonObject } from '../ports/event-store.js';
import type { Page, ReadModels } from '../ports/read-models.js';
import type { Projection } from '../projections/projection.js';
import { LIMITS } from './limits.js';

export type Erasure = DecodedEvent<EventOf<'PersonErased'>>;

export const isErasure = (event: DecodedEvent<ShoutoutsEvent> | undefined): event is Erasure =>
  event?.type === 'PersonErased';

/** The document without what is personal of the erased person; the very same one when there is nothing of it. */
export function withoutPersonal(
  { personal = [] }: Projection,
  doc: JsonObject,
  { data }: Erasure,
): JsonObject {
  const fields = personal.filter(
    ({ field, subject }) => isOf(doc[subject], data.personId) && !isBlank(doc[field]),
  );
  return fields.length === 0
    ? doc
    : { ...doc, ...Object.fromEntries(fields.map(({ field }) => [field, ERASED])) };
}

const isOf = (subject: Json | undefined, personId: string): boolean =>
  Array.isArray(subject) ? subject.includes(personId) : subject === personId;

const isBlank = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === ERASED;

export interface ErasurePlace {
  readonly models: ReadModels;
  readonly projection: Projection;
  readonly collection: string;
  /** Documents that the projection's own handler sees to. */
  readonly except: ReadonlySet<string>;
  /** Told of documents before they are written. */
  readonly touching?: ((ids: readonly string[]) => Promise<void>) | undefined;
}

/**
 * Goes through all documents of the person, page by page. A repetition finds nothing left to change.
 */
export async function erasePerson(place: ErasurePlace, event: Erasure): Promise<void> {
  const { models, projection, collection } = place;
  for (const subject of new Set(projection.personal?.map((personal) => personal.subject))) {
    const filter = { [subject]: event.data.personId };
    let page: Page = await models.find(collection, { filter, limit: LIMITS.erasurePage });
    for (;;) {
      await erasePage(place, event, page);
      if (page.next === undefined) break;
      page = await models.find(collection, { filter, limit: LIMITS.erasurePage, after: page.next });
    }
  }
}

async function erasePage(
  { models, projection, collection, except, touching }: ErasurePlace,
  event: Erasure,
  { documents }: Page,
): Promise<void> {
  const writes = documents.flatMap(({ id, doc, position }) => {
    const erased = withoutPersonal(projection, doc, event);
    if (erased === doc || position >= event.position || except.has(id)) return [];
    return [{ id, doc: erased, position: event.position }];
  });
  await touching?.(writes.map(({ id }) => id));
  if (writes.length > 0) await models.write(collection, writes);
}

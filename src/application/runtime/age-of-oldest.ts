import { epochMs, type Instant } from '../../domain/time.js';
import type { JsonObject } from '../ports/event-store.js';
import type { Filter } from '../ports/read-models.js';
import type { Projection } from '../projections/projection.js';
import type { ReadModelReader } from './read-model-reader.js';

/** In seconds, since the oldest of these documents is there, by the field that says since when; 0 where there is none. */
export async function ageOfOldest<
  Since extends string,
  Doc extends JsonObject & Readonly<Record<Since, string | null>>,
>(
  reader: ReadModelReader,
  projection: Projection<Doc>,
  { filter, since }: { readonly filter: Filter; readonly since: Since },
  now: Instant,
): Promise<number> {
  const sort = { field: since, direction: 'asc' } as const;
  const { documents } = await reader.find(projection, { filter, sort, limit: 1 });
  const at = documents[0]?.[since] ?? null;
  return at === null ? 0 : (epochMs(now) - Date.parse(at)) / 1_000;
}

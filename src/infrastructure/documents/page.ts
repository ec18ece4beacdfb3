import type { JsonObject } from '../../application/ports/event-store.js';
import type { FindOptions, Page, Stored } from '../../application/ports/read-models.js';
import { encodeCursor, placeOf } from './cursor.js';

const PAGE_MAX_DOCUMENTS = 1_000;

/**
 * A page of what `read` finds, with the cursor of the next one.
 *
 * @param read is asked for one more than the page has, which tells whether there is a next one
 * @throws RangeError when no page has so many documents
 */
export async function readPage<Doc extends JsonObject>(
  { sort, limit }: FindOptions,
  read: (limit: number) => Promise<readonly Stored<Doc>[]>,
): Promise<Page<Doc>> {
  if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_MAX_DOCUMENTS) {
    throw new RangeError(`a page has 1 to ${String(PAGE_MAX_DOCUMENTS)} documents, not ${String(limit)}`);
  }
  const found = await read(limit + 1);
  const documents = found.slice(0, limit);
  const last = documents.at(-1);
  if (last === undefined || found.length <= limit) return { documents };
  return { documents, next: encodeCursor(sort, placeOf(sort, last.id, last.doc)) };
}

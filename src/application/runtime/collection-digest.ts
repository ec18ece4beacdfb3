import { createHash } from 'node:crypto';
import { canonicalJson } from '../events/canonical-json.js';
import type { Page, ReadModels, Stored } from '../ports/read-models.js';
import { LIMITS } from './limits.js';

/** All documents of a collection, page by page, by their ids. */
export async function* pagesOfCollection(
  models: Pick<ReadModels, 'find'>,
  collection: string,
  signal: AbortSignal,
): AsyncGenerator<readonly Stored[]> {
  let after: string | undefined;
  do {
    signal.throwIfAborted();
    const page: Page = await models.find(collection, {
      limit: LIMITS.checkedPage,
      ...(after !== undefined && { after }),
    });
    yield page.documents;
    after = page.next;
  } while (after !== undefined);
}

/** What is compared of a document. Not its position: what was erased is written once more where it is served, and never where it is built anew. */
export const contentOf = ({ doc }: Stored): string => canonicalJson(doc);

export interface CollectionDigest {
  readonly documents: number;
  /** In hexadecimal. */
  readonly digest: string;
}

/**
 * SHA-256 over the documents of a collection that stands still, in the order of their ids: each as the JSON of its id and itself, members
 * sorted, a line feed after each. The same log and the same keys of persons make the same digest at the same position, in any store.
 */
export async function digestOf(
  models: Pick<ReadModels, 'find'>,
  collection: string,
  signal: AbortSignal,
): Promise<CollectionDigest> {
  const hash = createHash('sha256');
  let documents = 0;
  for await (const page of pagesOfCollection(models, collection, signal)) {
    for (const { id, doc } of page) hash.update(`${canonicalJson([id, doc])}\n`);
    documents += page.length;
  }
  return { documents, digest: hash.digest('hex') };
}

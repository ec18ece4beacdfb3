import { frozenJson, NoDocumentError } from './frozen-json.js';

/** Nobody compiles a question: the letters of a text would become documents. @throws NoDocumentError */
export function idsIn(ids: unknown): readonly string[] {
  if (Array.isArray(ids) && ids.every((id): id is string => typeof id === 'string')) return ids;
  throw new NoDocumentError('ids must answer an array of texts, and answers something else');
}

/** @throws NoDocumentError where it is neither an object of JSON nor `null` */
export function documentIn<Document>(document: Document): Document {
  const isScalar = document !== null && typeof document !== 'object' && document !== undefined;
  if (isScalar || Array.isArray(document))
    throw new NoDocumentError(
      `the document is ${JSON.stringify(frozenJson(document))}, and a document is an object`,
    );
  return frozenJson(document);
}

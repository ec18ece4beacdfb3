import type { Json, JsonObject } from '../../../application/ports/event-store.js';
import type { CollectionSpec } from '../../../application/ports/read-models.js';

const FIELD = /^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/;
const NAME = /^[a-z0-9_]{1,100}$/;

/**
 * A field as a JSON path. It stands in the text of statements and not among their parameters, because SQLite
 * uses an index over an expression only for that very expression; hence the check.
 */
export function jsonPath(field: string): string {
  if (!FIELD.test(field)) throw new TypeError(`not a field: ${JSON.stringify(field)}`);
  return `$${field
    .split('.')
    .map((key) => `."${key}"`)
    .join('')}`;
}

/** The SQL expression of a field's value; index and query must spell it alike. */
export const fieldValue = (field: string): string => `json_extract(doc, '${jsonPath(field)}')`;

/** The quoted table of a collection. */
export function tableOf(collection: string): string {
  if (!NAME.test(collection))
    throw new TypeError(`not a name of a collection: ${JSON.stringify(collection)}`);
  return `"docs_${collection}"`;
}

export function indexOf(collection: string, index: string): string {
  if (!NAME.test(index)) throw new TypeError(`not a name of an index: ${JSON.stringify(index)}`);
  return `"${collection}.${index}"`;
}

/** @throws TypeError when a name is not one */
export function assertNames({ name, indexes }: CollectionSpec): void {
  tableOf(name);
  for (const index of indexes) {
    indexOf(name, index.name);
    index.fields.forEach(jsonPath);
  }
}

/** What stands in a document under a dotted path; `undefined` when nothing does. */
export function valueAt(doc: JsonObject, field: string): Json | undefined {
  let value: Json | undefined = doc;
  for (const key of field.split('.')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    value = (value as JsonObject)[key];
  }
  return value;
}

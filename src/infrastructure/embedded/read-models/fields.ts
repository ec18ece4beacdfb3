import type { Json, JsonObject } from '../../../application/ports/event-store.js';
import type { CollectionSpec } from '../../../application/ports/read-models.js';

const FIELD = /^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/;
const NAME = /^[a-z0-9_]{1,100}$/;

/** A field as a JSON path. It stands in the text of statements and not among their parameters; hence the check. */
export function jsonPath(field: string): string {
  if (!FIELD.test(field)) throw new TypeError(`not a field: ${JSON.stringify(field)}`);
  return `$${field
    .split('.')
    .map((key) => `."${key}"`)
    .join('')}`;
}

/** The SQL expression of a field's value in the document itself. */
export const valueInDocument = (field: string): string => `json_extract(doc, '${jsonPath(field)}')`;

/** The quoted column of an indexed field. Its prefix keeps it apart from the columns that every table has. */
export function columnOf(field: string): string {
  jsonPath(field);
  return `"f_${field}"`;
}

/** Each field of a collection's indexes once, in a fixed order: so its columns stand, and so their values travel. */
export const indexedFields = (indexes: readonly (readonly string[])[]): readonly string[] => [
  ...new Set(indexes.flat()),
];

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

import { assertField, assertName } from '../../documents/fields.js';

/** A field as a JSON path. It stands in the text of statements and not among their parameters; hence the check. */
export function jsonPath(field: string): string {
  assertField(field);
  return `$${field
    .split('.')
    .map((key) => `."${key}"`)
    .join('')}`;
}

/** The SQL expression of a field's value in the document itself. */
export const valueInDocument = (field: string): string => `json_extract(doc, '${jsonPath(field)}')`;

/** The quoted column of an indexed field. Its prefix keeps it apart from the columns that every table has. */
export function columnOf(field: string): string {
  assertField(field);
  return `"f_${field}"`;
}

/** Each field of a collection's indexes once, in a fixed order: so its columns stand, and so their values travel. */
export const indexedFields = (indexes: readonly (readonly string[])[]): readonly string[] => [
  ...new Set(indexes.flat()),
];

/** The quoted table of a collection. */
export function tableOf(collection: string): string {
  assertName('collection', collection);
  return `"docs_${collection}"`;
}

export function indexOf(collection: string, index: string): string {
  assertName('index', index);
  return `"${collection}.${index}"`;
}

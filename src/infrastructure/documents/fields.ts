import type { Json, JsonObject } from '../../application/ports/event-store.js';
import type { CollectionSpec } from '../../application/ports/read-models.js';

const FIELD = /^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)*$/;
const NAME = /^[a-z0-9_]{1,100}$/;

/** What the port `ReadModels` calls a field, and a name. @throws TypeError when it is none */
export function assertField(field: string): void {
  if (!FIELD.test(field)) throw new TypeError(`not a field: ${JSON.stringify(field)}`);
}

/** @throws TypeError */
export function assertName(what: 'collection' | 'index', name: string): void {
  if (!NAME.test(name)) throw new TypeError(`not a name of a ${what}: ${JSON.stringify(name)}`);
}

/** @throws TypeError when a name is not one */
export function assertNames({ name, indexes }: CollectionSpec): void {
  assertName('collection', name);
  for (const index of indexes) {
    assertName('index', index.name);
    index.fields.forEach(assertField);
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

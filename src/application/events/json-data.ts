import type { Json, JsonObject } from '../ports/event-store.js';
import { UnstorableEventError } from './errors.js';

/** Amounts are bigint in the domain and numbers in JSON. They are told by their names, and nothing else is bigint. */
const isAmount = (key: string): boolean => key.endsWith('Minor');

/**
 * The data of an event as JSON. Properties that are `undefined` are left out.
 * @throws UnstorableEventError for what would not come back as it went in
 */
export const toJson = (data: object): JsonObject => objectToJson('', data);

/** The reverse of {@link toJson}. */
export const fromJson = (data: JsonObject): object =>
  mapValues(data, (key, value: Json) => valueFromJson(key, value));

function valueToJson(path: string, key: string, value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (isAmount(key)) return amountToJson(path, value);
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value))
    return value.map((item, index) => valueToJson(`${path}.${String(index)}`, '', item));
  if (isPlainObject(value)) return objectToJson(`${path}.`, value);
  throw new UnstorableEventError(`${path} is a ${typeof value} that JSON would not keep`);
}

const objectToJson = (path: string, data: object): JsonObject =>
  mapValues(data, (key, value) => {
    // Reserved, so that nothing a user sends can pass for an encrypted field.
    if (key.startsWith('$')) throw new UnstorableEventError(`${path}${key}: names with $ are reserved`);
    return valueToJson(`${path}${key}`, key, value);
  });

function amountToJson(path: string, value: unknown): number {
  const amountMinor = typeof value === 'bigint' ? Number(value) : NaN;
  if (Number.isSafeInteger(amountMinor)) return amountMinor;
  throw new UnstorableEventError(`${path} is ${String(value)}, not a bigint of at most 2^53 - 1`);
}

function valueFromJson(key: string, value: Json): unknown {
  if (typeof value === 'number') return isAmount(key) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Json) => valueFromJson('', item));
  return fromJson(value as JsonObject);
}

/** A plain loop: every event that is read or written passes through here, at every level of its data. */
function mapValues<In, Out>(data: object, map: (key: string, value: In) => Out): Record<string, Out> {
  const mapped: Record<string, Out> = {};
  for (const key of Object.keys(data)) {
    const value = (data as Readonly<Record<string, In | undefined>>)[key];
    if (value !== undefined) mapped[key] = map(key, value);
  }
  return mapped;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

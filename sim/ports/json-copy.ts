import type { Json, JsonObject } from '../../src/application/ports/event-store.js';

/** What JSON makes of it, and without the text in between: where there is `undefined`, nothing. @throws TypeError of what JSON has not */
export function jsonCopy<Value extends JsonObject>(value: Value): Value {
  return objectCopy(value) as Value;
}

function objectCopy(value: JsonObject): JsonObject {
  const copy: Record<string, Json> = {};
  for (const key of Object.keys(value)) {
    const inside = value[key];
    if (inside !== undefined) copy[key] = copyOf(inside);
  }
  return copy;
}

function copyOf(value: Json): Json {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null || Number.isFinite(value))
    return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(copyOf);
  if (typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype)
    throw new TypeError(`not a value of JSON: ${typeof value}`);
  return objectCopy(value as JsonObject);
}

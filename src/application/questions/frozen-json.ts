import type { Json } from '../ports/event-store.js';

/** What a handler answers is no document. */
export class NoDocumentError extends Error {
  override readonly name = 'NoDocumentError';
}

/**
 * The document, which nobody changes any more: a handler that changed the one that it was given, and answered it, would go unnoticed.
 * @throws NoDocumentError where it is not JSON
 */
export function frozenJson<Value>(value: Value, path = 'the document'): Value {
  if (typeof value !== 'object' || value === null) {
    requireScalar(value, path);
    return value;
  }
  if (Object.isFrozen(value)) return value;
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype;
  if (!isPlain) throw new NoDocumentError(`${path} is no plain object: documents are JSON`);
  for (const [name, field] of Object.entries(value)) frozenJson(field as Json, `${path}.${name}`);
  return Object.freeze(value);
}

function requireScalar(value: unknown, path: string): void {
  const isScalar = value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
  if (isScalar) return;
  const advice = typeof value === 'bigint' ? ': write String(…) or Number(…)' : '';
  throw new NoDocumentError(`${path} is a ${typeof value}, and documents are JSON${advice}`);
}

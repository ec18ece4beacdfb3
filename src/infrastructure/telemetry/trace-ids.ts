import { createHash } from 'node:crypto';

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
/** W3C Trace Context: version, trace, parent, flags. */
const TRACEPARENT = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}/;

/**
 * The trace that a correlation id names: the UUID in it, or else its digest. Everything that an event leads to carries the
 * event's correlation id, so it finds the trace again, whenever and on whatever instance it happens.
 */
export function traceIdOf(correlationId: string): string {
  const [uuid] = UUID.exec(correlationId) ?? [];
  return uuid?.replaceAll('-', '') ?? digest(correlationId, 32);
}

/** The span of a piece of work that these name; the same ones always name the same. */
export const spanIdOf = (...names: readonly unknown[]): string => digest(names.map(String).join(' '), 16);

export interface CallersSpan {
  readonly traceId: string;
  readonly spanId: string;
}

/** The span that a caller says the request belongs to; `undefined` when it is none by the standard. */
export function callersSpan(traceparent: string | undefined): CallersSpan | undefined {
  const [, traceId, spanId] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  return traceId === undefined || spanId === undefined ? undefined : { traceId, spanId };
}

const digest = (text: string, hexDigits: number): string =>
  createHash('sha256').update(text).digest('hex').slice(0, hexDigits);

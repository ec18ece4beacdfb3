import type { RecordedEvent } from '../../src/application/ports/event-store.js';

/** What matters of an event, in one line: its data without what is sealed, and who did it. */
export function toldOf({ data, metadata }: RecordedEvent): string {
  const { role, id } = metadata['actor'] as { readonly role: string; readonly id: string };
  return `${fieldsOf(data)}  by ${role === 'system' ? id : `${role} ${id}`}`;
}

/** `amount 450.00 TRY` is two fields to a program, and one to a reader. */
export function fieldsOf(data: object): string {
  return Object.entries(data)
    .filter(
      ([field, value]) => field !== 'terms' && !isSealed(value) && value !== null && value !== undefined,
    )
    .map(([field, value]) => `${field}=${textOf(value)}`)
    .join(' ');
}

const isSealed = (value: unknown): boolean => typeof value === 'object' && value !== null && '$enc' in value;

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Uint8Array) return `${String(value.length)} bytes`;
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  if (!('amountMinor' in value)) return `{${fieldsOf(value)}}`;
  const { amountMinor, currency } = value as { readonly amountMinor: unknown; readonly currency?: unknown };
  return `${String(amountMinor)} ${String(currency)}`;
}

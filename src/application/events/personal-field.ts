import type { Json, JsonObject } from '../ports/event-store.js';
import { open, seal } from './sealed-box.js';

/** What is read in place of a personal value whose key was destroyed. */
export const ERASED = '[erased]';

/** What is read in place of a personal value that the reader has no need of. */
export const SEALED = '[sealed]';

/**
 * A personal value as it is stored: `{"$enc": "v1.<base64>", "for": ["fan_…"]}`. It names those it is encrypted for,
 * so that it can be read whatever the table of personal data says by then.
 */
export type SealedField = { readonly $enc: string; readonly for: readonly string[] };

/** Keys by person, as the port `SubjectKeys` answers. */
export type KeysBySubject = ReadonlyMap<string, Buffer>;

const FORMAT = 'v1.';

/** Whether a stored value stands for an encrypted one; whether it is a sound one is seen when it is opened. */
export const isSealed = (value: Json | undefined): value is SealedField =>
  typeof value === 'object' && value !== null && '$enc' in value;

/** The data of an event for who has no need of what is personal in it. */
export function leftSealed(data: JsonObject): JsonObject {
  const read: Record<string, Json | undefined> = { ...data };
  for (const [field, value] of Object.entries(data)) if (isSealed(value)) read[field] = SEALED;
  return read;
}

/** Whose keys are needed to open it. */
export const subjectsOf = (field: SealedField): readonly string[] =>
  Array.isArray(field.for) ? (field.for as readonly string[]) : [];

/**
 * Encrypts once per subject, one layer around the other: destroying any one of the keys makes the value unreadable.
 * Its JSON text is encrypted rather than the bare string, since UTF-8 would lose lone surrogates.
 *
 * @param place event id and field: a ciphertext that was copied to another place does not open there
 */
export function sealField(
  value: Json,
  subjects: readonly string[],
  keys: KeysBySubject,
  place: string,
): SealedField {
  const sealed = subjects.reduce<Buffer>(
    (bytes, subject) => seal(keyOf(subject, keys), bytes, place),
    Buffer.from(JSON.stringify(value)),
  );
  return { $enc: `${FORMAT}${sealed.toString('base64')}`, for: subjects };
}

/** The value, {@link ERASED} when one of the keys is gone, `undefined` when this is not what was sealed there. */
export function openField(field: SealedField, keys: KeysBySubject, place: string): Json | undefined {
  const sealed = bytesOf(field.$enc);
  const subjects = subjectsOf(field);
  if (sealed === undefined || subjects.length === 0) return undefined;
  if (!subjects.every((subject) => keys.has(subject))) return ERASED;
  const plain = subjects.reduceRight<Buffer | undefined>(
    (bytes, subject) => bytes && open(keyOf(subject, keys), bytes, place),
    sealed,
  );
  return plain && (JSON.parse(plain.toString()) as Json);
}

function bytesOf(text: string): Buffer | undefined {
  if (typeof text !== 'string' || !text.startsWith(FORMAT)) return undefined;
  const base64 = text.slice(FORMAT.length);
  const bytes = Buffer.from(base64, 'base64');
  // Node skips what is not base64 and the last bits of a padded end: a change there must not go unseen.
  return bytes.toString('base64') === base64 ? bytes : undefined;
}

function keyOf(subject: string, keys: KeysBySubject): Buffer {
  const key = keys.get(subject);
  if (key === undefined) throw new Error(`no key of ${subject} was given`);
  return key;
}

import type { JsonObject } from '../../src/application/ports/event-store.js';
import type {
  FieldCondition,
  Filter,
  FindOptions,
  Scalar,
  Stored,
} from '../../src/application/ports/read-models.js';
import { decodeCursor } from '../../src/infrastructure/documents/cursor.js';
import { assertField, valueAt } from '../../src/infrastructure/documents/fields.js';

type Value = ReturnType<typeof valueAt>;

/** Whether a document is among those asked for, as the port `ReadModels` has it. */
export function matches(doc: JsonObject, filter: Filter = {}): boolean {
  return Object.entries(filter).every(([field, condition]) => {
    assertField(field);
    if (isCondition(condition) && Object.keys(condition).length === 0)
      throw new TypeError(`${field}: an empty condition`);
    const value = valueAt(doc, field);
    const elements: readonly Value[] = Array.isArray(value) ? (value as readonly Value[]) : [value];
    const wanted: FieldCondition = isCondition(condition) ? condition : { in: [condition] };
    return elements.some((element) => meets(element ?? null, wanted));
  });
}

const isCondition = (condition: Scalar | FieldCondition): condition is FieldCondition =>
  typeof condition === 'object' && condition !== null;

function meets(value: Value, { in: among, gte, gt, lte, lt, prefix }: FieldCondition): boolean {
  if (among !== undefined && !among.includes(value as Scalar)) return false;
  if (prefix !== undefined && !(typeof value === 'string' && value.startsWith(prefix))) return false;
  const bounds: readonly (readonly [Scalar | undefined, (order: number) => boolean])[] = [
    [gte, (order) => order >= 0],
    [gt, (order) => order > 0],
    [lte, (order) => order <= 0],
    [lt, (order) => order < 0],
  ];
  const isRanged = typeof value === 'string' || typeof value === 'number';
  return bounds.every(([bound, holds]) => bound === undefined || (isRanged && holds(compare(value, bound))));
}

/** `null` first, then by value; texts by their UTF-8 bytes. */
export function compare(a: Scalar, b: Scalar): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  return a < b ? -1 : 1;
}

/** Those that match, in the order asked for, after the cursor. @throws InvalidCursorError */
export function found<Doc extends JsonObject>(
  documents: Iterable<Stored<Doc>>,
  { filter, sort, after }: FindOptions,
): readonly Stored<Doc>[] {
  if (sort !== undefined) assertField(sort.field);
  const from = after === undefined ? undefined : decodeCursor(sort, after);
  const sign = sort?.direction === 'desc' ? -1 : 1;
  const placeOf = ({ id, doc }: Stored<Doc>) => ({
    value: sort === undefined ? null : ((valueAt(doc, sort.field) ?? null) as Scalar),
    id,
  });
  const byPlace = (a: ReturnType<typeof placeOf>, b: ReturnType<typeof placeOf>): number =>
    sign * (compare(a.value, b.value) || compare(a.id, b.id));
  return [...documents]
    .filter(({ doc }) => matches(doc, filter))
    .filter((stored) => from === undefined || byPlace(placeOf(stored), from) > 0)
    .sort((a, b) => byPlace(placeOf(a), placeOf(b)));
}

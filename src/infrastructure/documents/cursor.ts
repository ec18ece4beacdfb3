import type { JsonObject } from '../../application/ports/event-store.js';
import { InvalidCursorError, type FindOptions, type Scalar } from '../../application/ports/read-models.js';
import { valueAt } from './fields.js';

export type Sort = NonNullable<FindOptions['sort']>;

/** Where a page ended: the last document's place in the order of the query. */
export interface Place {
  /** `null` when the order is by id alone. */
  readonly value: Scalar;
  readonly id: string;
}

export const placeOf = (sort: Sort | undefined, id: string, doc: JsonObject): Place => ({
  value: sort === undefined ? null : asScalar(valueAt(doc, sort.field)),
  id,
});

export const encodeCursor = (sort: Sort | undefined, { value, id }: Place): string =>
  Buffer.from(JSON.stringify([...orderOf(sort), value, id])).toString('base64url');

/** @throws InvalidCursorError when it is not a cursor, or one of another order. */
export function decodeCursor(sort: Sort | undefined, cursor: string): Place {
  const [field, direction, value, id, ...rest] = parsed(cursor);
  const [expectedField, expectedDirection] = orderOf(sort);
  const isOfThisOrder = field === expectedField && direction === expectedDirection && rest.length === 0;
  if (!isOfThisOrder || !isScalar(value) || typeof id !== 'string') {
    throw new InvalidCursorError('this is not a cursor of this query');
  }
  return { value, id };
}

const orderOf = (sort: Sort | undefined): readonly [string, string] =>
  sort === undefined ? ['', 'asc'] : [sort.field, sort.direction];

function parsed(cursor: string): readonly unknown[] {
  try {
    const content: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(content) ? (content as readonly unknown[]) : [];
  } catch {
    return [];
  }
}

const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

const asScalar = (value: unknown): Scalar => (isScalar(value) ? value : null);

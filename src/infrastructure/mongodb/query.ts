import type { Filter as MongoFilter, Sort as MongoSort } from 'mongodb';
import type { FieldCondition, Filter, FindOptions, Scalar } from '../../application/ports/read-models.js';
import type { Place, Sort } from '../documents/cursor.js';
import { assertField } from '../documents/fields.js';
import type { StoredDocument } from './documents.js';

type Condition = MongoFilter<StoredDocument>;

/** One query, in order. */
export interface Query {
  readonly filter: Condition;
  readonly sort: MongoSort;
}

/** Where a field of the document lies. */
export function pathOf(field: string): string {
  assertField(field);
  return `doc.${field}`;
}

/** Not deleted. */
const THERE = { deletedAt: null } as unknown as Condition;

/** @throws TypeError for what is not a field, and for an empty condition */
export function filterOf(filter: Filter): Condition {
  const all = Object.entries(filter).flatMap(([field, condition]) => conditionsOf(field, condition));
  return { $and: [...all, THERE] };
}

/**
 * The queries that, run one after the other until the page is full, give its documents. A second one is needed where
 * documents without the sorted field come before or after those that have it: a range never matches `null`.
 */
export function pageQueries({ filter = {}, sort }: FindOptions, after: Place | undefined): readonly Query[] {
  const where = filterOf(filter);
  const direction = sort?.direction === 'desc' ? -1 : 1;
  return rangesAfter(sort, after).map((range) => ({
    filter: { $and: [where, range] },
    sort: sort === undefined ? { _id: direction } : { [pathOf(sort.field)]: direction, _id: direction },
  }));
}

function rangesAfter(sort: Sort | undefined, after: Place | undefined): readonly Condition[] {
  if (after === undefined) return [{}];
  const isDescending = sort?.direction === 'desc';
  const beyond = isDescending ? '$lt' : '$gt';
  const later = { _id: { [beyond]: after.id } } as Condition;
  if (sort === undefined) return [later];
  const path = pathOf(sort.field);
  if (after.value === null) {
    const rest: Condition = { $and: [{ [path]: null }, later] };
    return isDescending ? [rest] : [rest, { [path]: { $ne: null } }];
  }
  const rest: Condition = {
    // The bound says nothing new, but lets the index be searched from where the page before ended.
    [path]: { [`${beyond}e`]: after.value },
    $or: [{ [path]: { [beyond]: after.value } }, { $and: [{ [path]: after.value }, later] }],
  };
  return isDescending ? [rest, { [path]: null }] : [rest];
}

function conditionsOf(field: string, condition: Scalar | FieldCondition): readonly Condition[] {
  const path = pathOf(field);
  if (condition === null || typeof condition !== 'object') return [{ [path]: condition }];
  const { in: list, prefix, ...bounds } = condition;
  const conditions: Condition[] = BOUNDS.flatMap((bound) =>
    bounds[bound] === undefined ? [] : [{ [path]: { [`$${bound}`]: bounds[bound] } }],
  );
  if (list !== undefined) conditions.push({ [path]: { $in: [...list] } });
  // Everything from the prefix itself to the prefix followed by the highest code point.
  if (prefix !== undefined)
    conditions.push({ [path]: { $gte: prefix } }, { [path]: { $lt: `${prefix}\u{10ffff}` } });
  if (conditions.length === 0) throw new TypeError(`an empty condition on ${field}`);
  return conditions;
}

const BOUNDS = ['gte', 'gt', 'lte', 'lt'] as const;

import type { Json } from '../../../application/ports/event-store.js';
import type { FieldCondition, Filter, FindOptions, Scalar } from '../../../application/ports/read-models.js';
import type { Place, Sort } from '../../documents/cursor.js';
import { columnOf, jsonPath, tableOf, valueInDocument } from './fields.js';

/** What SQLite takes as a parameter; the binding aborts the process on a boolean. */
export type SqlValue = string | number | null;

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** What a query needs to know of a collection. */
export interface CollectionShape {
  readonly name: string;
  /** The fields of each index, in order. */
  readonly indexes: readonly (readonly string[])[];
  /** Those of them that are there already. */
  readonly made: readonly (readonly string[])[];
  /** Indexed fields under which an array was once stored. */
  readonly arrayFields: ReadonlySet<string>;
}

/** Minus infinity: all that is not NULL is at or above it, which an index can search, unlike `IS NOT NULL`. */
const LOWEST = '-9e999';

const ALL: Statement = { sql: '1', parameters: [] };

const ROW = 'id, CAST(position AS TEXT), doc';

export const getStatement = (collection: string, id: string): Statement => ({
  sql: `SELECT ${ROW} FROM ${tableOf(collection)} WHERE id = ?`,
  parameters: [toSql(id)],
});

export const getManyStatement = (collection: string, ids: readonly string[]): Statement => ({
  sql: `SELECT ${ROW} FROM ${tableOf(collection)} WHERE id IN (SELECT value FROM json_each(?))`,
  parameters: [JSON.stringify(ids)],
});

export function countStatement(shape: CollectionShape, filter: Filter): Statement {
  const where = filterSql(shape, filter);
  return {
    sql: `SELECT count(*) FROM ${tableOf(shape.name)} WHERE ${where.sql}`,
    parameters: where.parameters,
  };
}

/**
 * The statements that, run one after the other until the page is full, give its rows (id, position, doc). A
 * second one is needed where documents without the sorted field follow those that have it: SQLite does not
 * compare NULL, so no single range covers both.
 */
export function pageStatements(
  shape: CollectionShape,
  { filter = {}, sort, limit }: FindOptions,
  after: Place | undefined,
): readonly Statement[] {
  const where = filterSql(shape, filter);
  const direction = sort?.direction === 'desc' ? 'DESC' : 'ASC';
  return rangesAfter(shape, sort, after).map(({ sql, parameters, isOneValue }) => {
    const order = sort === undefined || isOneValue ? [] : [`${fieldValue(shape, sort.field)} ${direction}`];
    return {
      sql:
        `SELECT ${ROW} FROM ${tableOf(shape.name)} ` +
        `WHERE ${where.sql} AND ${sql} ORDER BY ${[...order, `id ${direction}`].join(', ')} LIMIT ?`,
      parameters: [...where.parameters, ...parameters, limit],
    };
  });
}

interface Range extends Statement {
  /** Only `id` orders it. */
  readonly isOneValue?: boolean;
}

function rangesAfter(
  shape: CollectionShape,
  sort: Sort | undefined,
  after: Place | undefined,
): readonly Range[] {
  if (after === undefined) return [ALL];
  const isDescending = sort?.direction === 'desc';
  const beyond = isDescending ? '<' : '>';
  if (sort === undefined) return [{ sql: 'id > ?', parameters: [after.id] }];
  const value = fieldValue(shape, sort.field);
  if (after.value === null) {
    const rest: Range = {
      sql: `${value} IS NULL AND id ${beyond} ?`,
      parameters: [after.id],
      isOneValue: true,
    };
    return isDescending ? [rest] : [rest, { sql: `${value} >= ${LOWEST}`, parameters: [] }];
  }
  const at = toSql(after.value);
  const rest: Range = {
    sql: `(${value}, id) ${beyond} (?, ?)`,
    parameters: [at, after.id],
  };
  return isDescending ? [rest, { sql: `${value} IS NULL`, parameters: [], isOneValue: true }] : [rest];
}

function filterSql(shape: CollectionShape, filter: Filter): Statement {
  const all = Object.entries(filter).flatMap(([field, condition]) =>
    predicatesOf(field, condition).map((predicate) => matching(shape, field, predicate)),
  );
  if (all.length === 0) return ALL;
  return {
    sql: all.map(({ sql }) => `(${sql})`).join(' AND '),
    parameters: all.flatMap(({ parameters }) => parameters),
  };
}

interface Predicate {
  readonly of: (value: string) => string;
  readonly parameters: readonly SqlValue[];
  readonly matchesNull: boolean;
}

/** As in MongoDB, a condition on an array field is one on its elements, each condition for itself. */
function matching(
  shape: CollectionShape,
  field: string,
  { of, parameters, matchesNull }: Predicate,
): Statement {
  const value = fieldValue(shape, field);
  if (holdsNoArrays(shape, field)) return { sql: of(value), parameters };
  const someElement = `EXISTS (SELECT 1 FROM json_each(doc, '${jsonPath(field)}') AS element WHERE ${of('element.value')})`;
  return { sql: matchesNull ? `${value} IS NULL OR ${someElement}` : someElement, parameters };
}

/** Indexed fields stand in columns of their own. */
const fieldValue = (shape: CollectionShape, field: string): string =>
  isIndexed(shape, field) ? columnOf(field) : valueInDocument(field);

const isIndexed = ({ indexes }: CollectionShape, field: string): boolean =>
  indexes.some((fields) => fields.includes(field));

/** Known of indexed fields only, and only for these would the answer make a difference in speed. */
const holdsNoArrays = (shape: CollectionShape, field: string): boolean =>
  !shape.arrayFields.has(field) && isIndexed(shape, field);

function predicatesOf(field: string, condition: Scalar | FieldCondition): readonly Predicate[] {
  if (condition === null || typeof condition !== 'object') return [equalTo(condition)];
  const { in: list, prefix, ...bounds } = condition;
  const predicates = (Object.keys(OPERATORS) as (keyof typeof OPERATORS)[]).flatMap((bound) => {
    const value = bounds[bound];
    return value === undefined ? [] : [comparedWith(OPERATORS[bound], value)];
  });
  if (list !== undefined) predicates.push(oneOf(list));
  if (prefix !== undefined) predicates.push(...startingWith(prefix));
  if (predicates.length === 0) throw new TypeError(`an empty condition on ${field}`);
  return predicates;
}

const OPERATORS = { gte: '>=', gt: '>', lte: '<=', lt: '<' } as const;

const equalTo = (value: Scalar): Predicate =>
  value === null
    ? { of: (field) => `${field} IS NULL`, parameters: [], matchesNull: true }
    : comparedWith('=', value);

const comparedWith = (operator: string, value: Scalar): Predicate => ({
  of: (field) => `${field} ${operator} ?`,
  parameters: [toSql(value)],
  matchesNull: false,
});

function oneOf(values: readonly Scalar[]): Predicate {
  const matchesNull = values.includes(null);
  // One parameter however long the list, so that the text of the statement stays the same.
  const inList = (field: string) => `${field} IN (SELECT value FROM json_each(?))`;
  return {
    of: matchesNull ? (field) => `${field} IS NULL OR ${inList(field)}` : inList,
    parameters: [JSON.stringify(values)],
    matchesNull,
  };
}

/** Everything from the prefix itself to the prefix followed by the highest code point. */
const startingWith = (prefix: string): readonly Predicate[] => [
  comparedWith('>=', prefix),
  comparedWith('<', `${prefix}\u{10ffff}`),
];

/** What stands in the column of an indexed field. */
export const columnValue = (value: Json | undefined): SqlValue =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : toSql(value ?? null);

/** The binding cuts text at a NUL character: left in, a value would match what is only its beginning. */
export function toSql(value: Scalar): SqlValue {
  if (typeof value === 'boolean') return Number(value);
  return typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value;
}

/**
 * Whether an index finds exactly the documents of this query, in order: its first fields have equal values, the
 * next one is the sort. Then a page costs the same in a large collection as in a small one.
 */
export function isServedByIndex(shape: CollectionShape, { filter = {}, sort }: FindOptions): boolean {
  const conditions = Object.entries(filter);
  const isEqual = (field: string) =>
    conditions.some(
      ([name, condition]) =>
        name === field &&
        (condition === null || typeof condition !== 'object') &&
        holdsNoArrays(shape, field),
    );
  return [[], ...shape.made].some((fields) => {
    const firstOther = fields.findIndex((field) => !isEqual(field));
    const equal = firstOther === -1 ? fields : fields.slice(0, firstOther);
    const next = fields[equal.length];
    return (
      next === sort?.field && conditions.every(([field]) => equal.includes(field) || field === sort?.field)
    );
  });
}

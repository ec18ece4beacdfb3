import type { Json, JsonObject, Position } from '../ports/event-store.js';
import type { ReadModels, Stored } from '../ports/read-models.js';
import type { AsOf } from '../reports/as-of.js';
import {
  type Cell,
  type Columns,
  type ColumnType,
  type Row,
  RowDigest,
  type TablePart,
} from '../reports/table.js';
import { type Question, QUESTION_COLLECTION } from './question.js';

const PAGE_DOCUMENTS = 1_000;

type Models = Pick<ReadModels, 'find'>;

/** The documents as rows, by their ids; read twice where the question does not say which columns there are. */
export async function* tellAnswer(
  models: Models,
  question: Question,
  { asOf, changedAfter }: { readonly asOf: AsOf; readonly changedAfter: Position },
): AsyncGenerator<TablePart> {
  const columns = question.columns ?? (await columnsOf(models));
  const about = { question: question.title, as_of: asOf.instant, position: asOf.position.toString() };
  yield { part: 'head', about, columns };
  const digest = new RowDigest(columns);
  for await (const documents of pagesOf(models)) {
    const changed = documents.filter(({ position }) => position > changedAfter);
    const rows = changed.map((document) => rowOf(columns, document));
    digest.add(rows);
    yield { part: 'rows', rows };
  }
  yield digest.end([]);
}

async function* pagesOf(models: Models): AsyncGenerator<readonly Stored[]> {
  for (let after: string | undefined; ;) {
    const page = await models.find(QUESTION_COLLECTION, {
      limit: PAGE_DOCUMENTS,
      ...(after === undefined ? {} : { after }),
    });
    if (page.documents.length > 0) yield page.documents;
    if (page.next === undefined) return;
    after = page.next;
  }
}

/** Whole numbers where a field never holds anything else, and text. */
async function columnsOf(models: Models): Promise<Columns> {
  const types = new Map<string, ColumnType>([['id', 'text']]);
  for await (const documents of pagesOf(models))
    for (const [name, value] of documents.flatMap(({ doc }) => Object.entries(doc)))
      if (!isNothing(value) && types.get(name) !== 'text')
        types.set(name, Number.isSafeInteger(value) ? 'integer' : 'text');
  return Object.fromEntries([...types].map(([name, type]) => [name, { type, meaning: name }]));
}

const rowOf = (columns: Columns, { id, doc }: Stored): Row =>
  Object.fromEntries(
    Object.entries(columns).map(([name, { type }]) => [name, cellOf(type, name === 'id' ? id : doc[name])]),
  );

/** What is no cell by itself is written as JSON. @throws CellError */
function cellOf(type: ColumnType, value: Json | undefined): Cell {
  if (isNothing(value)) return null;
  if (type === 'text' || type === 'instant') return typeof value === 'string' ? value : JSON.stringify(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value);
  if (typeof value === 'string' && WHOLE_NUMBER.test(value)) return BigInt(value);
  throw new CellError(`${JSON.stringify(value)} is in a column of whole numbers`);
}

/** A document has what its column cannot hold. */
export class CellError extends Error {
  override readonly name = 'CellError';
}

/** Amounts are whole minor units, and as text where they may be beyond 2^53. */
const WHOLE_NUMBER = /^-?\d{1,19}$/;

const isNothing = (value: JsonObject[string] | undefined): value is null | undefined =>
  value === undefined || value === null;

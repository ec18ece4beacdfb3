import type Database from 'libsql';
import { LRUCache } from 'lru-cache';
import { dirname } from 'node:path';
import type { CollectionSpec, IndexSpec } from '../../../application/ports/read-models.js';
import { BUSY_TIMEOUT_MS, inTransaction, type Sqlite } from '../sqlite.js';
import { columnOf, indexedFields, indexOf, jsonPath, tableOf, valueInDocument } from './fields.js';
import type { SqlValue, Statement } from './query.js';

export interface EncodedWrite {
  readonly id: string;
  readonly position: bigint;
  readonly isMadeAnew?: boolean;
  /** JSON; `null` deletes. */
  readonly doc: string | null;
  /** Of the indexed fields, in their order; none where `doc` is `null`. */
  readonly values: readonly SqlValue[];
}

export interface EncodedBatch {
  readonly collection: string;
  /** The indexed fields. */
  readonly fields: readonly string[];
  readonly writes: readonly EncodedWrite[];
  /** Indexed fields under which some of the documents hold arrays. */
  readonly arrayFields: readonly string[];
  readonly checkpoint: { readonly name: string; readonly position: bigint } | undefined;
}

type Prepared = Database.Statement<unknown[]>;

export type Row = readonly SqlValue[];

/**
 * Pages kept in memory, in KiB: documents and index entries come in random order, and SQLite's own 2 MiB would have most
 * of them read again for each batch.
 */
const CACHE_KIB = 64 * 1024;
/** Each page is read and written once. */
const SCRUB_CACHE_KIB = 8 * 1024;
/** A scrub waits this long for readers: less than somebody waits who asks for what they have just written. */
const SCRUB_WAITS_MS = 500;
/** Of statements; each collection needs one or two, and one for each set of fields that change together. */
const STATEMENTS_KEPT = 500;

/** The one that writes to the file: lives in a thread of its own, so that no commit holds up the event loop. */
export class Writer {
  readonly #statements = new LRUCache<string, Prepared>({ max: STATEMENTS_KEPT });

  constructor(private readonly database: Sqlite) {
    database.exec(`PRAGMA cache_size = -${String(CACHE_KIB)}`);
  }

  ensureCollection({ name, indexes }: CollectionSpec): void {
    const [known] = this.query({ sql: 'SELECT indexes FROM collections WHERE name = ?', parameters: [name] });
    // At every start: looking through the documents would make it grow with them.
    if (known?.[0] === JSON.stringify(indexes)) return;
    const table = tableOf(name);
    const wanted = new Map(
      indexes.map((index) => [
        indexOf(name, index.name),
        `CREATE INDEX ${indexOf(name, index.name)} ON ${table} (${[...index.fields.map(columnOf), 'id'].join(', ')})`,
      ]),
    );
    const isMade = this.inTransaction(() => {
      // With a row id: rows are large, and a clustered text key would spread each over overflow pages.
      this.database.exec(
        `CREATE TABLE IF NOT EXISTS ${table} (id TEXT PRIMARY KEY NOT NULL, position INTEGER NOT NULL, doc TEXT NOT NULL)`,
      );
      const present = this.indexesOf(name);
      for (const [index, sql] of present)
        if (wanted.get(index) !== sql) this.database.exec(`DROP INDEX ${index}`);
      const isThere = (index: string) => present.get(index) === wanted.get(index);
      this.noteIndexes(name, indexes, isThere);
      for (const field of this.makeColumns(name, indexedFields(indexes.map((index) => index.fields))))
        this.noteStoredArrays(name, field);
      return isThere;
    });
    // Each by itself: where many documents are there, others can write in between.
    const now = indexes.filter(({ isLater }) => isLater !== true).map((index) => indexOf(name, index.name));
    for (const index of now) if (!isMade(index)) this.database.exec(wanted.get(index) ?? '');
    this.noteIndexes(name, indexes, (index) => isMade(index) || now.includes(index));
  }

  private noteIndexes(
    collection: string,
    indexes: readonly IndexSpec[],
    isMade: (index: string) => boolean,
  ): void {
    const noted = indexes.map(({ name, fields }) =>
      isMade(indexOf(collection, name)) ? { name, fields } : { name, fields, isLater: true },
    );
    this.run(
      'INSERT OR REPLACE INTO collections (name, indexes) VALUES (?, ?)',
      collection,
      JSON.stringify(noted),
    );
  }

  dropCollection(name: string): void {
    this.inTransaction(() => {
      this.database.exec(`DROP TABLE IF EXISTS ${tableOf(name)}`);
      this.run('DELETE FROM collections WHERE name = ?', name);
      this.run('DELETE FROM array_fields WHERE collection = ?', name);
      this.run('DELETE FROM checkpoints WHERE name = ?', name);
    });
  }

  write(batch: EncodedBatch): void {
    this.writeAll([batch]);
  }

  /** All of them, or none. */
  writeAll(batches: readonly EncodedBatch[]): void {
    this.inTransaction(() => {
      for (const batch of batches) this.writeBatch(batch);
    });
  }

  forgetCheckpoint(name: string): void {
    this.run('DELETE FROM checkpoints WHERE name = ?', name);
  }

  setValue(key: string, value: string, expected: string | undefined): boolean {
    const { changes } =
      expected === undefined
        ? this.run('INSERT OR IGNORE INTO named_values (key, value) VALUES (?, ?)', key, value)
        : this.run('UPDATE named_values SET value = ? WHERE key = ? AND value = ?', value, key, expected);
    return changes === 1;
  }

  /** For queries that may take long. */
  query({ sql, parameters }: Statement): readonly Row[] {
    return this.database
      .prepare(sql)
      .raw()
      .all(...parameters) as Row[];
  }

  /**
   * VACUUM writes every page afresh from what is alive, and the checkpoint puts them in place of the old ones and
   * empties the log. With `secure_delete`, so that nothing old is left between the rows of the new pages; always on, it
   * would not be enough (when a page is split or its rows are moved, copies stay behind: 4 of 418 overwritten documents
   * could still be read, measured), and would cost every write.
   *
   * Whoever still reads what was there keeps the log from being emptied: looked for first, since the copy would be for nothing.
   *
   * The copy lies in a file without a name, beside the database, until it is moved: in memory, it would take as much as the whole file.
   */
  scrub(): void {
    this.emptyLog();
    this.#statements.clear();
    const folder = dirname(this.database.name).replaceAll("'", "''");
    this.database.exec(
      `PRAGMA temp_store_directory = '${folder}'; PRAGMA temp_store = FILE; PRAGMA cache_size = -${String(SCRUB_CACHE_KIB)}`,
    );
    try {
      this.database.exec('PRAGMA secure_delete = ON; VACUUM');
    } finally {
      this.database.exec(
        `PRAGMA secure_delete = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -${String(CACHE_KIB)}`,
      );
    }
    this.emptyLog();
  }

  /** Somebody beside the program may read for long, and while they are waited for, nothing is written. */
  private emptyLog(): void {
    this.database.exec(`PRAGMA busy_timeout = ${String(SCRUB_WAITS_MS)}`);
    try {
      const [isBusy] = this.database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').raw().get() as [number];
      if (isBusy !== 0) throw Object.assign(new Error('a reader holds the log'), { code: 'SQLITE_BUSY' });
    } finally {
      this.database.exec(`PRAGMA busy_timeout = ${String(BUSY_TIMEOUT_MS)}`);
    }
  }

  private writeBatch({ collection, fields, writes, arrayFields, checkpoint }: EncodedBatch): void {
    for (const field of arrayFields) this.noteArray(collection, field);
    if (writes.length > 0) this.writeDocuments(tableOf(collection), fields, writes);
    if (checkpoint === undefined) return;
    this.run(
      'INSERT INTO checkpoints (name, position) VALUES (?, ?) ON CONFLICT (name) DO UPDATE ' +
        'SET position = max(position, excluded.position)',
      checkpoint.name,
      checkpoint.position,
    );
  }

  private writeDocuments(table: string, fields: readonly string[], writes: readonly EncodedWrite[]): void {
    const columns = fields.map(columnOf);
    const all = ['id', 'position', 'doc', ...columns];
    const remove = this.statement(`DELETE FROM ${table} WHERE id = ? AND position <= ?`);
    const find = this.statement(
      `SELECT ${['position <= ?', ...columns].join(', ')} FROM ${table} WHERE id = ?`,
    ).raw();
    const insert = this.statement(
      `INSERT INTO ${table} (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})`,
    );
    for (const write of writes) {
      const { id, position, isMadeAnew = false, doc, values } = write;
      const replaced = isMadeAnew ? position : position - 1n;
      if (doc === null) {
        remove.run(id, replaced);
        continue;
      }
      const stored = find.get(replaced, id) as Row | undefined;
      if (stored === undefined) insert.run(id, position, doc, ...values);
      else if (stored[0] === 1) this.updateDocument(table, columns, stored, write);
    }
  }

  /** Touches an index only where its fields changed: SQLite does not compare, and would write each anew. */
  private updateDocument(
    table: string,
    columns: readonly string[],
    [, ...stored]: Row,
    { id, position, doc, values }: EncodedWrite,
  ): void {
    const changed = columns.flatMap((column, index) =>
      stored[index] === values[index] ? [] : [{ column, value: values[index] ?? null }],
    );
    const sets = ['position', 'doc', ...changed.map(({ column }) => column)].map((name) => `${name} = ?`);
    this.run(
      `UPDATE ${table} SET ${sets.join(', ')} WHERE id = ?`,
      ...[position, doc, ...changed.map(({ value }) => value), id],
    );
  }

  private indexesOf(collection: string): ReadonlyMap<string, SqlValue | undefined> {
    const rows = this.query({
      sql: `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL`,
      parameters: [`docs_${collection}`],
    });
    return new Map(rows.map(([name, sql]) => [`"${String(name)}"`, sql]));
  }

  /** One for each indexed field; a new one is filled from the documents that are there. Answers which are new. */
  private makeColumns(collection: string, fields: readonly string[]): readonly string[] {
    const table = tableOf(collection);
    const rows = this.query({
      sql: `SELECT name FROM pragma_table_info(?) WHERE substr(name, 1, 2) = 'f_'`,
      parameters: [`docs_${collection}`],
    });
    const present = new Set(rows.map(([name]) => `"${String(name)}"`));
    const wanted = new Map(fields.map((field) => [columnOf(field), field]));
    for (const column of present)
      if (!wanted.has(column)) this.database.exec(`ALTER TABLE ${table} DROP COLUMN ${column}`);
    const added = [...wanted].filter(([column]) => !present.has(column));
    for (const [column] of added) this.database.exec(`ALTER TABLE ${table} ADD COLUMN ${column}`);
    if (added.length === 0) return [];
    const sets = added.map(([column, field]) => `${column} = ${valueInDocument(field)}`);
    this.database.exec(`UPDATE ${table} SET ${sets.join(', ')}`);
    return added.map(([, field]) => field);
  }

  /** A new index over old documents: what was not noted when they were written. */
  private noteStoredArrays(collection: string, field: string): void {
    const isArray = `json_type(doc, '${jsonPath(field)}') = 'array'`;
    const [found] = this.query({
      sql: `SELECT 1 FROM ${tableOf(collection)} WHERE ${isArray} LIMIT 1`,
      parameters: [],
    });
    if (found !== undefined) this.noteArray(collection, field);
  }

  private noteArray(collection: string, field: string): void {
    this.run('INSERT OR IGNORE INTO array_fields (collection, field) VALUES (?, ?)', collection, field);
  }

  private run(sql: string, ...parameters: readonly (SqlValue | bigint)[]): { readonly changes: number } {
    return this.statement(sql).run(...parameters);
  }

  private statement(sql: string): Prepared {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.database.prepare<unknown[]>(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  private inTransaction<Result>(work: () => Result): Result {
    return inTransaction(this.database, work);
  }
}

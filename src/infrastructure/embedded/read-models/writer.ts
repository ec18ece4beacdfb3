import type { CollectionSpec } from '../../../application/ports/read-models.js';
import type { Sqlite } from '../sqlite.js';
import { fieldValue, indexOf, jsonPath, tableOf } from './fields.js';
import type { SqlValue, Statement } from './query.js';

export interface EncodedWrite {
  readonly id: string;
  readonly position: bigint;
  /** JSON; `null` deletes. */
  readonly doc: string | null;
}

export interface EncodedBatch {
  readonly collection: string;
  readonly writes: readonly EncodedWrite[];
  /** Indexed fields under which some of the documents hold arrays. */
  readonly arrayFields: readonly string[];
  readonly checkpoint: { readonly name: string; readonly position: bigint } | undefined;
}

export type Row = readonly SqlValue[];

/** The one that writes to the file: lives in a thread of its own, so that no commit holds up the event loop. */
export class Writer {
  constructor(private readonly database: Sqlite) {
    // Freed bytes become zeros at once; what this cannot reach, scrub() does.
    database.exec('PRAGMA secure_delete = ON');
  }

  ensureCollection({ name, indexes }: CollectionSpec): void {
    const wantedIndexes = JSON.stringify(indexes);
    const [known] = this.query({ sql: 'SELECT indexes FROM collections WHERE name = ?', parameters: [name] });
    // At every start: looking through the documents for arrays would make it grow with them.
    if (known?.[0] === wantedIndexes) return;
    const table = tableOf(name);
    this.inTransaction(() => {
      // With a row id: rows are large, and a clustered text key would spread each over overflow pages.
      this.database.exec(
        `CREATE TABLE IF NOT EXISTS ${table} (id TEXT PRIMARY KEY NOT NULL, position INTEGER NOT NULL, doc TEXT NOT NULL)`,
      );
      this.run('INSERT OR REPLACE INTO collections (name, indexes) VALUES (?, ?)', name, wantedIndexes);
      const wanted = new Map(
        indexes.map((index) => [
          indexOf(name, index.name),
          `CREATE INDEX ${indexOf(name, index.name)} ON ${table} (${[...index.fields.map(fieldValue), 'id'].join(', ')})`,
        ]),
      );
      this.makeIndexes(`docs_${name}`, wanted);
      for (const field of new Set(indexes.flatMap(({ fields }) => fields)))
        this.noteStoredArrays(name, field);
    });
  }

  dropCollection(name: string): void {
    this.inTransaction(() => {
      this.database.exec(`DROP TABLE IF EXISTS ${tableOf(name)}`);
      this.run('DELETE FROM collections WHERE name = ?', name);
      this.run('DELETE FROM array_fields WHERE collection = ?', name);
      this.run('DELETE FROM checkpoints WHERE name = ?', name);
    });
  }

  write({ collection, writes, arrayFields, checkpoint }: EncodedBatch): void {
    this.inTransaction(() => {
      for (const field of arrayFields) this.noteArray(collection, field);
      if (writes.length > 0) this.writeDocuments(tableOf(collection), writes);
      if (checkpoint === undefined) return;
      this.run(
        'INSERT INTO checkpoints (name, position) VALUES (?, ?) ON CONFLICT (name) DO UPDATE ' +
          'SET position = max(position, excluded.position)',
        checkpoint.name,
        checkpoint.position,
      );
    });
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
   * `secure_delete` is not enough: when a page is split or its rows are moved, copies stay behind in what then
   * counts as unused (4 of 418 overwritten documents could still be read, measured). VACUUM writes every page
   * afresh from what is alive, and the checkpoint puts them in place of the old ones and empties the log.
   */
  scrub(): void {
    this.database.exec('VACUUM');
    const [isBusy] = this.database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').raw().get() as [number];
    if (isBusy !== 0) throw Object.assign(new Error('a reader holds the log'), { code: 'SQLITE_BUSY' });
  }

  private writeDocuments(table: string, writes: readonly EncodedWrite[]): void {
    const upsert = this.database.prepare(
      `INSERT INTO ${table} (id, position, doc) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE ` +
        'SET position = excluded.position, doc = excluded.doc WHERE excluded.position > position',
    );
    const remove = this.database.prepare(`DELETE FROM ${table} WHERE id = ? AND position < ?`);
    for (const { id, position, doc } of writes) {
      if (doc === null) remove.run(id, position);
      else upsert.run(id, position, doc);
    }
  }

  private makeIndexes(tableName: string, wanted: ReadonlyMap<string, string>): void {
    const present = new Map(
      this.query({
        sql: `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL`,
        parameters: [tableName],
      }).map(([name, sql]) => [`"${String(name)}"`, sql]),
    );
    for (const [name, sql] of present) if (wanted.get(name) !== sql) this.database.exec(`DROP INDEX ${name}`);
    for (const [name, sql] of wanted) if (present.get(name) !== sql) this.database.exec(sql);
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
    return this.database.prepare(sql).run(...parameters);
  }

  private inTransaction(work: () => void): void {
    this.database.transaction(work).immediate();
  }
}

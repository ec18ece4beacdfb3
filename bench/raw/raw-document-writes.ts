import { join } from 'node:path';
import { LIMITS } from '../../src/application/runtime/limits.js';
import { readModelsPath } from '../../src/infrastructure/embedded/read-models/file.js';
import {
  closeSqlite,
  inTransaction,
  openSqlite,
  openSqliteForReading,
} from '../../src/infrastructure/embedded/sqlite.js';

/**
 * What SQLite itself takes to hold the documents of a read model: plain inserts into an empty file with the same table, in transactions
 * as large as the program's, and its indexes when all are in. Answers seconds.
 */
export function rawDocumentWrites(dataDir: string, collection: string): number {
  const from = openSqliteForReading(readModelsPath(dataDir));
  const to = openSqlite(join(dataDir, `raw-${collection}.sqlite`), 'normal');
  const table = `docs_${collection}`;
  const made = from
    .prepare('SELECT sql FROM sqlite_schema WHERE tbl_name = ? AND sql IS NOT NULL ORDER BY type DESC')
    .raw()
    .all(table) as string[][];
  const [create = '', ...indexes] = made.map(([sql = '']) => sql);
  to.exec(create);
  const page = from.prepare(`SELECT rowid, * FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ?`).raw();
  let tookMs = 0;
  const timed = (work: () => void): void => {
    const beganMs = performance.now();
    work();
    tookMs += performance.now() - beganMs;
  };
  const next = (after: unknown) => page.all(after, LIMITS.logBatch) as unknown[][];
  for (let rows = next(0); rows.length > 0; rows = next(rows.at(-1)?.[0])) {
    const places = rows[0]?.slice(1).fill('?').join(', ') ?? '';
    timed(() => {
      const insert = to.prepare(`INSERT INTO ${table} VALUES (${places})`);
      inTransaction(to, () => rows.forEach(([, ...values]) => insert.run(...values)));
    });
  }
  timed(() => indexes.forEach((index) => to.exec(index)));
  from.close();
  closeSqlite(to);
  return tookMs / 1_000;
}

import { inTransaction, type Sqlite } from '../sqlite.js';
import type { KeyChange } from './changes.js';

/** Old rows looked at per change that is written: more than can come in, so that the table does not grow for ever. */
const CLEAN_UP_FACTOR = 2;

/** Writes groups of changes, each in one transaction, and clears away what is older than `keptMs` as it goes. */
export class Writer {
  readonly #begin;
  readonly #save;
  readonly #release;
  readonly #cleanUp;

  constructor(
    private readonly database: Sqlite,
    private readonly keptMs: number,
  ) {
    this.#begin = database.prepare<unknown[]>(
      'INSERT OR REPLACE INTO requests (key, fingerprint, begun_at) VALUES (?, ?, ?)',
    );
    this.#save = database.prepare<unknown[]>(
      `INSERT INTO requests (key, fingerprint, begun_at, status, headers, body) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (key) DO UPDATE SET status = excluded.status, headers = excluded.headers, body = excluded.body`,
    );
    this.#release = database.prepare<unknown[]>('DELETE FROM requests WHERE key = ?');
    this.#cleanUp = database.prepare<unknown[]>(
      'DELETE FROM requests WHERE id IN (SELECT id FROM requests ORDER BY id LIMIT ?) AND begun_at < ?',
    );
  }

  write(changes: readonly KeyChange[]): void {
    inTransaction(this.database, () => {
      for (const change of changes) this.#apply(change);
      this.#cleanUp.run([CLEAN_UP_FACTOR * changes.length, newestMs(changes) - this.keptMs]);
    });
  }

  #apply(change: KeyChange): void {
    switch (change[0]) {
      case 'begin': {
        const [, key, fingerprint, nowMs] = change;
        this.#begin.run([key, fingerprint, nowMs]);
        return;
      }
      case 'save': {
        const [, ...row] = change;
        this.#save.run(row);
        return;
      }
      case 'release':
        this.#release.run([change[1]]);
    }
  }
}

const newestMs = (changes: readonly KeyChange[]): number =>
  changes.reduce((newest, change) => (change[0] === 'release' ? newest : Math.max(newest, change[3])), 0);

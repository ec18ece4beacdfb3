import { join } from 'node:path';
import { type DatabaseKind, isDatabaseMade, prepareDatabase } from '../data-file.js';
import { openSqliteForReading } from '../sqlite.js';
import { masterKeyPath, type MasterKeySource } from './master-key.js';

/** `wrapped` is NULL for who was erased: the row stays, so that no key is ever made for them again. */
export const SUBJECT_KEYS: DatabaseKind = {
  what: 'a file of keys',
  applicationId: 0x53484b59, // SHKY
  formatVersion: 1,
  durability: 'full',
  schema: `
    CREATE TABLE subject_keys (subject TEXT PRIMARY KEY, wrapped BLOB) WITHOUT ROWID;
    CREATE TABLE master_key_check (id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL);
  `,
  checks: ['SELECT * FROM subject_keys LIMIT 1', 'SELECT * FROM master_key_check'],
  remedy: 'restore it from a backup; without it, personal data already stored cannot be read',
};

export const subjectKeysPath = (dataDir: string): string => join(dataDir, 'subject-keys.sqlite');

/** What to do when the keys of a log are not in the folder: a start in it has made both files, and nobody's key is in them. */
export const howToBringThem = (source: Omit<MasterKeySource, 'warn'>): string =>
  'name the DATA_DIR that has the subject-keys.sqlite of this log, or put that file, and the master key that belongs to it, in place ' +
  `of ${subjectKeysPath(source.dataDir)} and ${masterKeyPath(source)}; or, where the keys are in a database of MongoDB, name it in ` +
  'MONGODB_URL';

/** How many persons have a key in the folder, or had one and were erased. Makes nothing. @throws DataFileError */
export function countSubjectKeys(dataDir: string): number {
  const path = subjectKeysPath(dataDir);
  if (!isDatabaseMade(path)) return 0;
  prepareDatabase(path, SUBJECT_KEYS);
  const database = openSqliteForReading(path);
  try {
    const [count] = database.prepare('SELECT count(*) FROM subject_keys').raw().get() as [number];
    return count;
  } finally {
    database.close();
  }
}

import { join } from 'node:path';
import { type DatabaseKind, isDatabaseMade, prepareDatabase } from '../data-file.js';

const TABLES = {
  collections: 'name TEXT PRIMARY KEY NOT NULL, indexes TEXT NOT NULL',
  array_fields: 'collection TEXT NOT NULL, field TEXT NOT NULL, PRIMARY KEY (collection, field)',
  checkpoints: 'name TEXT PRIMARY KEY NOT NULL, position INTEGER NOT NULL',
  named_values: 'key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL',
};

export const READ_MODELS: DatabaseKind = {
  what: 'a file of read models',
  applicationId: 0x5348524d, // SHRM
  formatVersion: 2,
  durability: 'normal',
  schema: Object.entries(TABLES)
    .map(([name, columns]) => `CREATE TABLE ${name} (${columns}) WITHOUT ROWID, STRICT;`)
    .join('\n'),
  checks: Object.keys(TABLES).map((name) => `SELECT count(*) FROM ${name}`),
  remedy:
    'read models can be rebuilt from the log: delete it together with its -wal and -shm files, and start again',
};

export const readModelsPath = (dataDir: string): string => join(dataDir, 'read-models.sqlite');

/** For whoever only reads: {@link prepareReadModelsFile} would make one. */
export const hasReadModels = (dataDir: string): boolean => isDatabaseMade(readModelsPath(dataDir));

/**
 * Makes sure that the data folder has a file of read models that this program can use, and answers its path.
 *
 * @throws DataFileError
 */
export function prepareReadModelsFile(dataDir: string): string {
  const path = readModelsPath(dataDir);
  prepareDatabase(path, READ_MODELS);
  return path;
}

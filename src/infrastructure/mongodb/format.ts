import type { Db } from 'mongodb';
import { MongoUnusableError } from './connection.js';
import { isDuplicateKey } from './errors.js';

/** `formats`: in which form this program keeps what it keeps in this database, as `user_version` says for its SQLite files. */
interface Format {
  readonly _id: string;
  readonly version: number;
}

/**
 * Notes the format the first time, and compares it from then on.
 *
 * @throws MongoUnusableError when a later release wrote there
 */
export async function requireFormat(database: Db, what: string, version: number): Promise<void> {
  const formats = database.collection<Format>('formats');
  try {
    await formats.updateOne({ _id: what }, { $setOnInsert: { version } }, { upsert: true });
  } catch (error) {
    // Another instance did so at the same moment.
    if (!isDuplicateKey(error)) throw error;
  }
  const found = await formats.findOne({ _id: what });
  if (found !== null && found.version > version)
    throw new MongoUnusableError(
      `MONGODB_URL: ${what} in the database ${database.databaseName} has format ${String(found.version)}, this release knows ` +
        `${String(version)}: start the later release, or name another database`,
    );
}

import {
  countSubjectKeys,
  subjectKeysPath,
} from '../../../infrastructure/embedded/subject-keys/keys-file.js';
import { masterKeyPath } from '../../../infrastructure/embedded/subject-keys/master-key.js';
import { MongoSubjectKeys } from '../../../infrastructure/mongodb/mongo-subject-keys.js';
import type { Settings } from '../../../settings.js';
import type { TwoLogs } from './open-log.js';

/** What opens the personal data of a log, and is not in it: a copy of the log is worth little without it. */
export interface KeysOfPersons {
  /** In the file of the data folder: those who have a key, or had one and were erased. */
  readonly count: number;
  readonly path: string;
  readonly masterKeyPath: string;
}

/** With these settings the program would not find the keys of persons beside the copy; and nothing moves them. */
export class KeysElsewhereError extends Error {
  override readonly name = 'KeysElsewhereError';
}

/**
 * The keys are in the data folder, and in MongoDB where both the log and the read models are elsewhere (decision 0020). So a log
 * that leaves the folder, or comes into it, beside read models in MongoDB would leave them behind.
 *
 * @returns undefined where the program that starts on the copy looks for them in MongoDB
 * @throws KeysElsewhereError, MongoUnusableError, DataFileError
 */
export async function findKeysOfPersons(
  { dataDir, masterKeyFile, mongodbUrl }: Settings,
  { to }: TwoLogs,
): Promise<KeysOfPersons | undefined> {
  const keys = {
    count: countSubjectKeys(dataDir),
    path: subjectKeysPath(dataDir),
    masterKeyPath: masterKeyPath({ dataDir, masterKeyFile }),
  };
  if (mongodbUrl === undefined) return keys;
  if (to === 'eventstoredb' && keys.count > 0)
    throw new KeysElsewhereError(
      `nothing was copied: with EVENTSTORE_URL and MONGODB_URL the program keeps the keys of persons in MongoDB, and ` +
        `${String(keys.count)} are in ${keys.path}, which nothing moves. Without them nothing personal in the copy could be ` +
        'read: do this, and start the program afterwards, without MONGODB_URL',
    );
  if (to === 'embedded' && (await MongoSubjectKeys.haveAny(mongodbUrl)))
    throw new KeysElsewhereError(
      'nothing was copied: with the log in DATA_DIR the program keeps the keys of persons there, too, and those of this log ' +
        'are in the database of MONGODB_URL, from which nothing moves them. Without them nothing personal in the copy could be ' +
        'read: leave the log in EventStoreDB',
    );
  return to === 'embedded' ? keys : undefined;
}

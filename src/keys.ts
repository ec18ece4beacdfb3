import { hkdfSync } from 'node:crypto';
import { join } from 'node:path';
import type { Clock } from './application/ports/clock.js';
import type { IdempotencyKeys } from './application/ports/idempotency-keys.js';
import type { SubjectKeys } from './application/ports/subject-keys.js';
import { EmbeddedIdempotencyKeys } from './infrastructure/embedded/idempotency/embedded-idempotency-keys.js';
import { localSecret } from './infrastructure/embedded/local-secret.js';
import { readMasterKey } from './infrastructure/embedded/subject-keys/master-key.js';
import { EmbeddedSubjectKeys } from './infrastructure/embedded/subject-keys/embedded-subject-keys.js';
import { countSubjectKeys, subjectKeysPath } from './infrastructure/embedded/subject-keys/keys-file.js';
import { MongoIdempotencyKeys } from './infrastructure/mongodb/mongo-idempotency-keys.js';
import { MongoSubjectKeys } from './infrastructure/mongodb/mongo-subject-keys.js';
import { type Settings, SettingsError } from './settings.js';

/**
 * Where several instances append to one log, they share their keys as well: the database of `MONGODB_URL` then has them (decision
 * 0020). The log of the embedded engine is one process's, and so are its keys.
 */
export function sharedKeysUrl({ isShared, mongodbUrl }: Settings): string | undefined {
  return isShared ? mongodbUrl : undefined;
}

/** 32 bytes that sign links to videos: the same in all instances that share their keys. @throws MasterKeyError, DataFileError */
export function openPlaybackKey({ dataDir, masterKeyFile }: Settings, sharedUrl: string | undefined): Buffer {
  if (sharedUrl !== undefined && masterKeyFile !== undefined)
    return keyForPlayback(readMasterKey({ dataDir, masterKeyFile, warn: () => undefined }, false));
  return localSecret(
    join(dataDir, 'playback.key'),
    'delete it and start again; links to videos that are in use end with it',
  );
}

const keyForPlayback = (masterKey: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), 'shoutouts playback links', masterKey.length));

/** @throws SettingsError, MongoUnusableError, MasterKeyError, DataFileError */
export async function openSubjectKeys(
  { dataDir, masterKeyFile }: Settings,
  sharedUrl: string | undefined,
  warn: (message: string) => void,
): Promise<SubjectKeys> {
  if (sharedUrl === undefined) return EmbeddedSubjectKeys.open({ dataDir, masterKeyFile, warn });
  if (masterKeyFile === undefined)
    throw new SettingsError(
      'MASTER_KEY_FILE is missing: the keys of persons are shared in MONGODB_URL, and every instance needs the one key that wraps ' +
        'them; make it once, before the first start: openssl rand -base64 32',
    );
  // Nobody's data could be read any more, and new keys would be made for the same people.
  if (countSubjectKeys(dataDir) > 0)
    throw new SettingsError(
      `EVENTSTORE_URL and MONGODB_URL together keep the keys of persons in MongoDB, and there are some in ${subjectKeysPath(dataDir)}, which nothing ` +
        'moves: start without one of the two, or, if that log is no longer used, with another DATA_DIR',
    );
  return MongoSubjectKeys.open(sharedUrl, { masterKeyFile, warn });
}

/** @throws MongoUnusableError, DataFileError */
export async function openIdempotencyKeys(
  { dataDir }: Settings,
  sharedUrl: string | undefined,
  clock: Clock,
): Promise<IdempotencyKeys> {
  return sharedUrl === undefined
    ? EmbeddedIdempotencyKeys.open(dataDir, { clock })
    : MongoIdempotencyKeys.open(sharedUrl);
}

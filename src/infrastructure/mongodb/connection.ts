import { setTimeout } from 'node:timers/promises';
import {
  MongoClient,
  type MongoClientOptions,
  MongoCompatibilityError,
  MongoServerSelectionError,
  type ReadPreference,
} from 'mongodb';
import { messageOf } from './errors.js';
import { reviveStuckChecks } from './stuck-checks.js';

/** No MongoDB that this program can use answers there. Says which setting to look at, and no password. */
export class MongoUnusableError extends Error {
  override readonly name = 'MongoUnusableError';
}

/** The oldest release that MongoDB still described as supported when this was written. */
const OLDEST_MAJOR = 5;
const ANSWER_WITHIN_MS = 5_000;
/** A frozen server answers nobody: whoever asks is told after so long. */
const OPERATION_WITHIN_MS = 10_000;

/**
 * Less than any server needs to come back: a write that waited through that would reach one that may have forgotten what
 * the write builds on. Whoever meets an absent server asks again by itself.
 */
const WAIT_FOR_SERVER_MS = 200;
const BETWEEN_ATTEMPTS_MS = 100;

const OPTIONS: MongoClientOptions = {
  appName: 'shoutouts',
  serverSelectionTimeoutMS: WAIT_FOR_SERVER_MS,
  connectTimeoutMS: ANSWER_WITHIN_MS,
  socketTimeoutMS: OPERATION_WITHIN_MS,
  waitQueueTimeoutMS: OPERATION_WITHIN_MS,
  // What is read is on a majority.
  readConcern: { level: 'majority' },
  readPreference: 'primary',
  // int64 comes back exact; everything else in documents is int32 or double.
  useBigInt64: true,
  ignoreUndefined: true,
};

/** What an address says of reports ({@link readPreferenceOf}): the driver does not take it beside the primary, from which all else is read. */
const OF_REPORTS = /([?&])(?:readPreference|readPreferenceTags|maxStalenessSeconds)=[^&]*/gi;

interface Durability {
  /** Writes are acknowledged when a majority has them on disk: for what cannot be built again from the log. */
  readonly durable: boolean;
}

/** Not connected yet. @throws what the driver says of an address that it does not take */
export const mongoClientOf = (url: string, { durable }: Durability): MongoClient =>
  new MongoClient(url.replaceAll(OF_REPORTS, '$1'), {
    ...OPTIONS,
    writeConcern: { w: 'majority', ...(durable && { journal: true }) },
  });

/** @throws MongoUnusableError */
export async function connectMongo(url: string, durability: Durability): Promise<MongoClient> {
  const client = mongoClientOf(url, durability);
  reviveStuckChecks(client);
  try {
    await connectWithin(client, ANSWER_WITHIN_MS);
    const { version } = (await client.db().command({ buildInfo: 1 })) as { readonly version: string };
    if (Number(version.split('.')[0]) < OLDEST_MAJOR)
      throw new MongoUnusableError(
        `MONGODB_URL: the server is MongoDB ${version}; this program needs ${String(OLDEST_MAJOR)}.0 or later`,
      );
    return client;
  } catch (error) {
    await client.close();
    if (error instanceof MongoUnusableError) throw error;
    if (isTooOld(error))
      throw new MongoUnusableError(
        `MONGODB_URL: the server is too old; this program needs MongoDB ${String(OLDEST_MAJOR)}.0 or later (${messageOf(error)})`,
        { cause: error },
      );
    throw new MongoUnusableError(
      `MONGODB_URL: no MongoDB can be used there (${messageOf(error)}): start it, or correct the address`,
      { cause: error },
    );
  }
}

async function connectWithin(client: MongoClient, ms: number): Promise<void> {
  for (const giveUpAtMs = Date.now() + ms; ; await setTimeout(BETWEEN_ATTEMPTS_MS)) {
    try {
      await client.connect();
      return;
    } catch (error) {
      if (!(error instanceof MongoServerSelectionError) || Date.now() >= giveUpAtMs) throw error;
    }
  }
}

/** What the address says of it (`readPreference`, `readPreferenceTags`, `maxStalenessSeconds`): the primary where it says nothing. */
export const readPreferenceOf = (url: string): ReadPreference => new MongoClient(url).readPreference;

/** Calls `lost` whenever a connection broke or the server stopped answering: it may have forgotten its newest writes. */
export function watchForLoss(client: MongoClient, lost: () => void): void {
  client.on('serverHeartbeatFailed', lost);
  client.on('connectionPoolCleared', lost);
  client.on('connectionClosed', ({ reason }) => {
    if (reason === 'error') lost();
  });
}

/** Too old for the driver even: it does not get as far as to ask for the version. */
const isTooOld = (error: unknown): boolean =>
  error instanceof MongoCompatibilityError ||
  (error instanceof Error && error.cause instanceof MongoCompatibilityError);

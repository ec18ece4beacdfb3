import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataStore } from '@tus/server';
import type { PayoutPlan } from './application/payouts/payout-schedule.js';
import { BankFiles } from './application/ports/bank-files.js';
import { Clock } from './application/ports/clock.js';
import { EventStore } from './application/ports/event-store.js';
import { IdempotencyKeys } from './application/ports/idempotency-keys.js';
import { Log } from './application/ports/log.js';
import { PaymentGateway } from './application/ports/payment-gateway.js';
import type { PayoutRail } from './application/ports/payout-rail.js';
import type { ProviderBooks } from './application/ports/provider-books.js';
import { Random } from './application/ports/random.js';
import { ReadModels } from './application/ports/read-models.js';
import { NO_TELEMETRY, type Telemetry } from './application/ports/telemetry.js';
import { SubjectKeys } from './application/ports/subject-keys.js';
import { Uploads } from './application/ports/uploads.js';
import { VideoStore } from './application/ports/video-store.js';
import { SystemClock } from './infrastructure/clock/system-clock.js';
import { TestClock } from './infrastructure/clock/test-clock.js';
import { UuidV7 } from './infrastructure/clock/uuid-v7.js';
import { DataDirUnusableError, lockDataDir } from './infrastructure/embedded/data-dir-lock.js';
import { EmbeddedEventStore } from './infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from './infrastructure/embedded/read-models/embedded-read-models.js';
import { FolderVideoStore } from './infrastructure/embedded/videos/folder-video-store.js';
import { UploadFolder } from './infrastructure/embedded/videos/upload-folder.js';
import { EventStoreDb } from './infrastructure/eventstoredb/event-store-db.js';
import { Iso20022BankFiles } from './infrastructure/iso20022/iso20022-bank-files.js';
import { MongoReadModels } from './infrastructure/mongodb/mongo-read-models.js';
import { type RunningSandbox } from './infrastructure/stripe/sandbox/stripe-sandbox.js';
import { startSandboxThread } from './infrastructure/stripe/sandbox/sandbox-thread.js';
import { providerOfSandbox } from './infrastructure/stripe/provider-names.js';
import { StripeProviderBooks } from './infrastructure/stripe/stripe-provider-books.js';
import { StripePaymentGateway } from './infrastructure/stripe/stripe-payment-gateway.js';
import { StripeTransferRail } from './infrastructure/stripe/stripe-transfer-rail.js';
import { ObservedEventStore } from './infrastructure/telemetry/observed-event-store.js';
import { openIdempotencyKeys, openPlaybackKey, openSubjectKeys, sharedKeysUrl } from './keys.js';
import type { Settings } from './settings.js';

/** Everything that the program stands on: one adapter per port, chosen by the settings. */
export interface Engines {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly telemetry: Telemetry;
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly keys: SubjectKeys;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly videos: VideoStore;
  readonly uploads: Uploads & DataStore;
  readonly gateway: PaymentGateway;
  readonly payoutRails: readonly PayoutRail[];
  readonly bankFiles: BankFiles;
  readonly payoutPlan: PayoutPlan;
  readonly books: ProviderBooks;
  /** Stripe's stand-in, when no key is set. */
  readonly sandbox: RunningSandbox | undefined;
  /** 32 bytes that sign links to videos. */
  readonly playbackKey: Buffer;
  close(): Promise<void>;
}

/** The log is a file of one process: no setting names a log that several instances append to. */

type Closing = (() => Promise<void>)[];

/**
 * Opens the engines in the order in which they need each other; what was opened is closed again when a later one fails.
 *
 * @throws DataDirInUseError, DataDirUnusableError, MongoUnusableError, S3UnusableError, and the errors with which an engine refuses a file that is not its own
 */
export async function openEngines(
  settings: Settings,
  log: Log,
  telemetry: Telemetry = NO_TELEMETRY,
): Promise<Engines> {
  const closing: Closing = [];
  const close = async () => {
    for (const step of closing.toReversed()) await step();
  };
  try {
    const opened = await open(settings, log, closing);
    const store = telemetry === NO_TELEMETRY ? opened.store : new ObservedEventStore(opened.store, telemetry);
    return { ...opened, store, log, telemetry, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Opened = Omit<Engines, 'log' | 'telemetry' | 'close'>;

async function open(settings: Settings, log: Log, closing: Closing): Promise<Opened> {
  const { dataDir } = settings;
  const lock = lockDataDir(dataDir);
  closing.push(() => Promise.resolve(lock.release()));
  if (!settings.testClock) TestClock.refuseMovedFolder(dataDir);
  const clock = settings.testClock ? new TestClock(dataDir) : new SystemClock();
  const sharedUrl = sharedKeysUrl(settings);
  const keys = await openSubjectKeys(settings, sharedUrl, (message) => {
    log.warn(message);
  });
  closing.push(() => keys.close());
  const store = await openEventStore(settings, clock, (message) => log.warn(message));
  closing.push(() => store.close());
  const models = await openReadModels(settings, clock);
  closing.push(() => models.close());
  const idempotencyKeys = await openIdempotencyKeys(settings, sharedUrl, clock);
  closing.push(() => idempotencyKeys.close());
  const { gateway, payoutRails, books, sandbox } = await openGateway(settings, closing);
  return {
    ...{ clock, keys, idempotencyKeys, store, models, gateway, payoutRails, books, sandbox },
    random: new UuidV7(),
    bankFiles: new Iso20022BankFiles(settings.payingAccounts),
    payoutPlan: settings.payoutPlan,
    ...(await openVideos(settings, log, closing)),
    playbackKey: openPlaybackKey(settings, sharedUrl),
  };
}

export const openReadModels = ({ dataDir, mongodbUrl }: Settings, clock: Clock): Promise<ReadModels> =>
  mongodbUrl === undefined ? EmbeddedReadModels.open({ dataDir, clock }) : MongoReadModels.open(mongodbUrl);

export const openEventStore = (
  { dataDir, eventStoreUrl: url }: Settings,
  clock: Clock,
  warn: (message: string) => void,
): Promise<EventStore> =>
  url === undefined ? EmbeddedEventStore.open({ dataDir, clock }) : EventStoreDb.open({ url, clock, warn });

/** Beside whatever writes there: appends nothing, and makes nothing. @throws DataFileError, EventStoreDbUnusableError */
export const openEventStoreForReading = (
  settings: Settings,
  clock: Clock,
  warn: (message: string) => void,
): Promise<EventStore> =>
  settings.eventStoreUrl === undefined
    ? EmbeddedEventStore.openForReading({ dataDir: settings.dataDir, clock })
    : openEventStore(settings, clock, warn);

/** @throws DataDirUnusableError where one of the folders cannot be made */
async function openVideoFolders(dataDir: string) {
  try {
    return {
      videos: await FolderVideoStore.open(join(dataDir, 'videos')),
      uploads: await UploadFolder.open(join(dataDir, 'uploads')),
    };
  } catch (error) {
    throw new DataDirUnusableError(dataDir, error);
  }
}

async function openVideos({ dataDir, s3 }: Settings, log: Log, closing: Closing) {
  if (s3 === undefined) return openVideoFolders(dataDir);
  // Its SDK takes as long to load as all of the rest: only where it is used.
  const { openS3 } = await import('./infrastructure/s3/open-s3.js');
  const { videos, uploads, close } = await openS3(s3, log);
  closing.push(() => Promise.resolve(close()));
  await warnOfFolder(join(dataDir, 'videos'), log);
  return { videos, uploads };
}

/** Whoever sets a bucket may expect that what was delivered before is found there. */
async function warnOfFolder(folder: string, log: Log): Promise<void> {
  const files = await readdir(folder).catch(() => []);
  if (files.length > 0)
    log.warn('there are videos in a folder that are not looked for, since S3_BUCKET is set', { folder });
}

async function openGateway({ dataDir, stripe }: Settings, closing: Closing) {
  if (stripe !== undefined) {
    const { secretKey: apiKey, webhookSecret, apiUrl: baseUrl } = stripe;
    return {
      gateway: new StripePaymentGateway({ apiKey, webhookSecret, baseUrl }),
      payoutRails: [new StripeTransferRail({ apiKey, baseUrl })],
      books: new StripeProviderBooks({ apiKey, baseUrl }),
      sandbox: undefined,
    };
  }
  const sandbox = await startSandboxThread({ dataDir });
  closing.push(() => sandbox.close());
  const { url: baseUrl, apiKey, webhookSecret } = sandbox;
  const provider = providerOfSandbox(apiKey);
  return {
    gateway: new StripePaymentGateway({ apiKey, provider, webhookSecret, baseUrl }),
    payoutRails: [new StripeTransferRail({ apiKey, baseUrl })],
    books: new StripeProviderBooks({ apiKey, provider, baseUrl }),
    sandbox,
  };
}

import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import type { Log } from '../../application/ports/log.js';
import { describe, S3UnusableError } from './errors.js';
import { S3Bucket } from './s3-bucket.js';
import { S3Uploads } from './s3-uploads.js';
import { S3VideoStore } from './s3-video-store.js';

export interface S3Settings {
  readonly bucket: string;
  /** Undefined for AWS itself. */
  readonly endpoint: string | undefined;
  /** Undefined: as the SDK finds it: `AWS_REGION`, or a profile. */
  readonly region: string | undefined;
  /** Of all keys: empty, or with `/` at its end. */
  readonly prefix: string;
}

export interface S3Storage {
  readonly videos: S3VideoStore;
  readonly uploads: S3Uploads;
  readonly close: () => void;
}

const CONNECT_WITHIN_MS = 3_000;
/** Nothing is heard for so long: it is away. */
const SILENCE_MS = 8_000;
/** A segment, over a poor line. */
const ANSWER_WITHIN_MS = 30_000;
const ATTEMPTS = 2;

/** @throws S3UnusableError when the bucket is not there, refuses access, or does not do what is built on */
export async function openS3(settings: S3Settings, log: Log): Promise<S3Storage> {
  const client = clientOf(settings);
  const bucket = new S3Bucket(client, settings.bucket, settings.prefix);
  try {
    await tryOut(bucket);
  } catch (error) {
    client.destroy();
    throw error instanceof S3UnusableError ? error : unusable(settings, error);
  }
  log.info('videos are in S3', { bucket: settings.bucket, prefix: settings.prefix });
  return {
    videos: new S3VideoStore(bucket),
    uploads: new S3Uploads(bucket),
    close: () => {
      client.destroy();
    },
  };
}

function clientOf({ endpoint, region }: S3Settings): S3Client {
  return new S3Client({
    ...(region === undefined ? {} : { region }),
    // Other servers than AWS seldom have a name for each bucket.
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_WITHIN_MS,
      socketTimeout: SILENCE_MS,
      requestTimeout: ANSWER_WITHIN_MS,
      throwOnRequestTimeout: true,
    },
  });
}

/** Does once what everything stands on. A server that ignores the conditions would let uploads of two instances mix. */
async function tryOut(bucket: S3Bucket): Promise<void> {
  const key = `start-${randomUUID()}`;
  const etag = await bucket.put(key, 'first', 'nothing there');
  try {
    const refused = [
      await bucket.put(key, 'second', 'nothing there'),
      await bucket.put(key, 'third', { etag: '"another"' }),
    ].every((answer) => answer === undefined);
    const replaced = etag === undefined ? undefined : await bucket.put(key, 'fourth', { etag });
    if (!refused || replaced === undefined)
      throw new S3UnusableError(
        'S3_ENDPOINT: this server does not honour If-Match and If-None-Match on PUT; uploads would not be safe there',
      );
    for await (const listed of bucket.list(key)) if (listed.key !== key) break;
  } finally {
    await bucket.delete([key]);
  }
}

function unusable({ bucket, endpoint }: S3Settings, error: unknown): S3UnusableError {
  const where = `the bucket ${bucket} ${endpoint === undefined ? 'of AWS' : `at ${endpoint}`}`;
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const name = cause instanceof Error ? cause.name : '';
  const otherwise = cause instanceof Error && 'syscall' in cause ? UNREACHED : UNUSABLE;
  const [what, advice] = EXPLAINED[name] ?? otherwise;
  return new S3UnusableError(`S3_BUCKET: ${where} ${what} (${describe(cause)}): ${advice}`, { cause: error });
}

const UNREACHED = ['cannot be reached', 'start it, or correct S3_ENDPOINT'] as const;
const UNUSABLE = ['cannot be used', 'look at S3_ENDPOINT, S3_REGION and the credentials'] as const;
const NO_ACCESS = ['refuses access', 'correct the credentials, or what they allow'] as const;

const EXPLAINED: Readonly<Record<string, readonly [what: string, advice: string]>> = {
  NoSuchBucket: ['does not exist', 'make it, or correct the name'],
  PermanentRedirect: ['is in another region', 'correct S3_REGION'],
  TimeoutError: UNREACHED,
  AccessDenied: NO_ACCESS,
  InvalidAccessKeyId: NO_ACCESS,
  SignatureDoesNotMatch: NO_ACCESS,
  CredentialsProviderError: [
    'cannot be used without credentials',
    'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a role',
  ],
};

import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { basename } from 'node:path';
import type { S3Settings } from '../../src/infrastructure/s3/open-s3.js';
import { readSettings } from '../../src/settings.js';
import type { Environment } from './server.js';

/** Whether there is a bucket for tests: `S3_BUCKET`, and what else the settings need to reach it. */
export const HAS_S3 = process.env['S3_BUCKET'] !== undefined;

const OF_BUCKETS = [
  ...['S3_BUCKET', 'S3_ENDPOINT', 'S3_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
];

/** The settings for videos in that bucket, apart from those of all other folders; none where there is no bucket. */
export function s3Environment(dataDir: string): Environment {
  if (!HAS_S3) return {};
  const given = OF_BUCKETS.map((name) => [name, process.env[name]] as const);
  const present = given.filter((entry): entry is readonly [string, string] => entry[1] !== undefined);
  return { ...Object.fromEntries(present), S3_PREFIX: basename(dataDir) };
}

export function s3Settings(dataDir: string): S3Settings {
  const { s3 } = readSettings(s3Environment(dataDir));
  if (s3 === undefined) throw new Error('set S3_BUCKET');
  return s3;
}

/** What really lies in the bucket below a prefix, seen past the adapters. */
export class SeenBucket {
  private readonly client: S3Client;

  constructor(private readonly settings: S3Settings) {
    const { region = 'us-east-1', endpoint } = settings;
    this.client = new S3Client({
      region,
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    });
  }

  async keys(): Promise<string[]> {
    const { bucket: Bucket, prefix: Prefix } = this.settings;
    const { Contents = [] } = await this.client.send(new ListObjectsV2Command({ Bucket, Prefix }));
    return Contents.map(({ Key = '' }) => Key.slice(Prefix.length));
  }

  /** Multipart uploads that nobody has ended. */
  async joins(): Promise<number> {
    const { bucket: Bucket, prefix: Prefix } = this.settings;
    const { Uploads = [] } = await this.client.send(new ListMultipartUploadsCommand({ Bucket, Prefix }));
    return Uploads.length;
  }

  /** What a crash leaves of a join. */
  async begin(key: string): Promise<void> {
    const { bucket: Bucket, prefix } = this.settings;
    await this.client.send(new CreateMultipartUploadCommand({ Bucket, Key: prefix + key }));
  }

  async delete(key: string): Promise<void> {
    const { bucket: Bucket, prefix } = this.settings;
    await this.client.send(new DeleteObjectCommand({ Bucket, Key: prefix + key }));
  }

  async text(key: string): Promise<string> {
    const { bucket: Bucket, prefix } = this.settings;
    const { Body } = await this.client.send(new GetObjectCommand({ Bucket, Key: prefix + key }));
    return (await Body?.transformToString()) ?? '';
  }

  close(): void {
    this.client.destroy();
  }
}

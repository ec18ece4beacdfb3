import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ByteRange } from '../../application/ports/file-source.js';
import type { PlaybackRequest } from '../../application/ports/video-store.js';
import { isConditionFailed, isMissing, reached, reachedUnless, translated } from './errors.js';
import { joinObjects, type S3Object } from './join-objects.js';

export interface ListedObject {
  readonly key: string;
  /** ISO 8601, UTC, by the clock of S3. */
  readonly modifiedAt: string;
}

/** When a `put` shall be done: where nothing is, or where this is. */
export type PutCondition = 'nothing there' | { readonly etag: string };

/** What one request may delete (S3 API, DeleteObjects). */
const DELETES_AT_ONCE = 1_000;

/** What is used of S3, below one prefix of one bucket. All methods reject with `VideosUnavailableError` while S3 cannot be used. */
export class S3Bucket {
  /** @param prefix of all keys: empty, or with `/` at its end */
  constructor(
    private readonly client: S3Client,
    private readonly name: string,
    private readonly prefix: string,
  ) {}

  /** @returns undefined when there is no such object, or it has another ETag */
  async get(
    key: string,
    { range, etag }: { readonly range?: ByteRange | undefined; readonly etag?: string } = {},
  ): Promise<{ readonly body: Readable; readonly etag: string } | undefined> {
    const bytes = range && `bytes=${String(range.start)}-${String(range.end)}`;
    const command = new GetObjectCommand({ ...this.at(key), Range: bytes, IfMatch: etag });
    const answer = await reachedUnless([isMissing, isConditionFailed], this.client.send(command));
    if (answer === undefined) return undefined;
    if (!(answer.Body instanceof Readable)) throw new Error('S3 answered without a body');
    return { body: Readable.from(chunksOf(answer.Body), { objectMode: false }), etag: answer.ETag ?? '' };
  }

  /** @returns the ETag of what is there now; undefined when the condition does not hold */
  async put(key: string, body: Buffer | string, condition?: PutCondition): Promise<string | undefined> {
    const conditions =
      condition === 'nothing there' ? { IfNoneMatch: '*' } : condition && { IfMatch: condition.etag };
    const command = new PutObjectCommand({ ...this.at(key), Body: body, ...conditions });
    // Of an object that is gone, If-Match says that it is missing.
    const refusals = condition === undefined ? [] : [isConditionFailed, isMissing];
    const answer = await reachedUnless(refusals, this.client.send(command));
    return answer && (answer.ETag ?? '');
  }

  /** Makes one object of several, without their bytes passing here; all or nothing. */
  async join(key: string, parts: readonly S3Object[]): Promise<void> {
    const sources = parts.map((part) => ({ ...part, key: this.prefix + part.key }));
    await reached(joinObjects(this.client, this.at(key), sources));
  }

  async *list(prefix: string): AsyncIterable<ListedObject> {
    for (let after: string | undefined; ;) {
      const command = new ListObjectsV2Command({
        ...{ Bucket: this.name, Prefix: this.prefix + prefix, ContinuationToken: after },
      });
      const page = await reached(this.client.send(command));
      for (const { Key = '', LastModified = new Date(0) } of page.Contents ?? [])
        yield { key: Key.slice(this.prefix.length), modifiedAt: LastModified.toISOString() };
      after = page.NextContinuationToken;
      if (after === undefined) return;
    }
  }

  /** Deleting what is not there does nothing. */
  async delete(keys: readonly string[]): Promise<void> {
    for (let from = 0; from < keys.length; from += DELETES_AT_ONCE) {
      const batch = keys.slice(from, from + DELETES_AT_ONCE);
      const Objects = batch.map((key) => ({ Key: this.prefix + key }));
      const command = new DeleteObjectsCommand({ Bucket: this.name, Delete: { Objects, Quiet: true } });
      const [failed] = (await reached(this.client.send(command))).Errors ?? [];
      if (failed !== undefined) throw new Error(`S3 does not delete: ${String(failed.Code)}`);
    }
  }

  /** Deletes everything below this prefix. */
  async deleteBelow(prefix: string): Promise<void> {
    const keys: string[] = [];
    for await (const { key } of this.list(prefix)) keys.push(key);
    await this.delete(keys);
  }

  /** Ends the joins below this prefix that were begun before this instant (ISO 8601, UTC): their parts cost money, and are seen nowhere. */
  async abortJoins(prefix: string, before: string): Promise<void> {
    for (let after: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {}; ;) {
      const command = new ListMultipartUploadsCommand({
        ...{ Bucket: this.name, Prefix: this.prefix + prefix, ...after },
      });
      const page = await reached(this.client.send(command));
      for (const { Key, UploadId, Initiated = new Date() } of page.Uploads ?? []) {
        if (Initiated.toISOString() >= before) continue;
        const abort = new AbortMultipartUploadCommand({ Bucket: this.name, Key, UploadId });
        await reachedUnless([isMissing], this.client.send(abort));
      }
      if (page.IsTruncated !== true) return;
      after = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
    }
  }

  /** Where whoever has the address reads the object from S3 itself. */
  async presign(key: string, { method, mediaType, untilMs }: PlaybackRequest): Promise<string> {
    const input = {
      ...this.at(key),
      ResponseContentType: mediaType,
      ResponseContentDisposition: 'inline',
      ResponseCacheControl: 'private',
    };
    const command = method === 'HEAD' ? new HeadObjectCommand(input) : new GetObjectCommand(input);
    const expiresIn = Math.max(1, Math.floor((untilMs - Date.now()) / 1000));
    return reached(getSignedUrl(this.client, command, { expiresIn }));
  }

  close(): void {
    this.client.destroy();
  }

  private at(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.name, Key: this.prefix + key };
  }
}

/** A body that breaks off is an outage, too. */
async function* chunksOf(body: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of body) yield chunk as Buffer;
  } catch (error) {
    throw translated(error);
  }
}

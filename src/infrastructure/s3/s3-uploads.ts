import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { DataStore, type Upload as TusUpload } from '@tus/server';
import type { FileSource } from '../../application/ports/file-source.js';
import type { Upload, UploadOutcome, Uploads } from '../../application/ports/uploads.js';
import { VideosUnavailableError } from '../../application/ports/video-store.js';
import { UPLOAD_KEPT_MS } from '../../application/videos/clean-up.js';
import { UploadMissingError, UploadMovedError } from '../tus/upload-errors.js';
import { asTusUpload, newRecord, UPLOAD_ID, type UploadRecord } from '../tus/upload-records.js';
import { type Guarded, GuardedJson } from './guarded-json.js';
import { PendingBytes } from './pending-bytes.js';
import type { S3Bucket } from './s3-bucket.js';
import { type Segment, SegmentedFile, SegmentGoneError, totalBytes } from './segmented-file.js';

const UPLOADS = 'uploads/';
const RECORD = 'record.json';

/** The least that S3 joins, but for the last part. Whoever is sending has no more than this, twice, in memory. */
export const SEGMENT_BYTES = 5 * 1024 * 1024;
/** More are told to come back: so memory is bounded. */
const MOST_WRITES_AT_ONCE = 64;
const RECORDS_READ_AT_ONCE = 16;
const SETTLE_ATTEMPTS = 5;

interface SegmentedUpload extends UploadRecord {
  /** All but the last one have `SEGMENT_BYTES`. */
  readonly segments: readonly Segment[];
}

/**
 * Uploads in a bucket. `uploads/<uploadId>/record.json` is what is known of an upload and names its segments, objects beside it
 * that are written once. The record changes by conditional writes, so it is the one judge between instances: bytes count from
 * the moment when it names them, whoever sent them. What it does not name is rubbish, and goes with the upload.
 */
export class S3Uploads extends DataStore implements Uploads {
  override readonly extensions = [
    ...['creation', 'creation-with-upload', 'creation-defer-length', 'termination', 'expiration'],
  ];
  private readonly records: GuardedJson<SegmentedUpload>;
  private writes = 0;

  constructor(private readonly bucket: S3Bucket) {
    super();
    this.records = new GuardedJson(bucket);
  }

  // The use cases' side.

  async find(uploadId: string): Promise<Upload | undefined> {
    if (!UPLOAD_ID.test(uploadId)) return undefined;
    const record = (await this.records.read(recordKey(uploadId)))?.value;
    if (record === undefined) return undefined;
    const { segments, ...known } = record;
    const receivedBytes = known.outcome === undefined ? totalBytes(segments) : (known.lengthBytes ?? 0);
    return { ...known, lengthBytes: known.lengthBytes, outcome: known.outcome, receivedBytes };
  }

  async content(uploadId: string): Promise<FileSource> {
    return new SegmentedFile(this.bucket, (await this.existing(uploadId)).value.segments);
  }

  async settle(uploadId: string, outcome: UploadOutcome): Promise<UploadOutcome> {
    for (let attempt = 1; attempt <= SETTLE_ATTEMPTS; attempt += 1) {
      const before = await this.existing(uploadId);
      const settled = before.value.outcome ?? outcome;
      if (before.value.outcome === undefined) {
        const record = { ...before.value, outcome, segments: [] };
        if ((await this.records.write(recordKey(uploadId), record, before)) === undefined) continue;
      }
      await this.deleteBytes(uploadId);
      return settled;
    }
    throw new VideosUnavailableError(`others changed the upload ${uploadId} again and again`);
  }

  /** The record first: without it, the rest is nothing. */
  async delete(uploadId: string): Promise<void> {
    if (!UPLOAD_ID.test(uploadId)) return;
    await this.bucket.delete([recordKey(uploadId)]);
    await this.bucket.deleteBelow(folderOf(uploadId));
  }

  async begunBefore(instant: string): Promise<readonly string[]> {
    const changedAt = new Map<string, string>();
    for await (const { key, modifiedAt } of this.bucket.list(UPLOADS)) {
      const uploadId = key.slice(UPLOADS.length, UPLOADS.length + 36);
      if (UPLOAD_ID.test(uploadId) && modifiedAt > (changedAt.get(uploadId) ?? ''))
        changedAt.set(uploadId, modifiedAt);
    }
    const begun = [...changedAt].filter(([, at]) => at < instant).map(([uploadId]) => uploadId);
    const changedSince = [...changedAt].filter(([, at]) => at >= instant).map(([uploadId]) => uploadId);
    for (let from = 0; from < changedSince.length; from += RECORDS_READ_AT_ONCE) {
      const uploads = changedSince.slice(from, from + RECORDS_READ_AT_ONCE).map((id) => this.find(id));
      for (const upload of await Promise.all(uploads))
        if (upload !== undefined && upload.createdAt < instant) begun.push(upload.uploadId);
    }
    return begun;
  }

  // The tus server's side.

  override getExpiration(): number {
    return UPLOAD_KEPT_MS;
  }

  override async create(upload: TusUpload): Promise<TusUpload> {
    const record = { ...newRecord(upload), segments: [] };
    const written = await this.records.write(recordKey(upload.id), record);
    if (written === undefined) throw new UploadMovedError();
    return upload;
  }

  override async write(...[bytes, uploadId, offset]: Parameters<DataStore['write']>): Promise<number> {
    if (this.writes === MOST_WRITES_AT_ONCE)
      throw new VideosUnavailableError('as many uploads as there is memory for are being received');
    this.writes += 1;
    try {
      return await this.receive(bytes, uploadId, offset);
    } finally {
      this.writes -= 1;
    }
  }

  override async getUpload(uploadId: string): Promise<TusUpload> {
    return asTusUpload(await this.find(uploadId));
  }

  override async declareUploadLength(uploadId: string, lengthBytes: number): Promise<void> {
    const before = await this.existing(uploadId);
    const record = { ...before.value, lengthBytes };
    if ((await this.records.write(recordKey(uploadId), record, before)) === undefined)
      throw new UploadMovedError();
  }

  override remove(uploadId: string): Promise<void> {
    return this.delete(uploadId);
  }

  /** Keeps what arrives, segment by segment, and at the end, or where the connection breaks, what is left. */
  private async receive(bytes: Readable, uploadId: string, offset: number): Promise<number> {
    let current = await this.existing(uploadId);
    if (totalBytes(current.value.segments) !== offset) throw new UploadMovedError();
    // What is not full is not joined: it is written anew, with what follows.
    const unfilled = current.value.segments.filter((segment) => segment.bytes < SEGMENT_BYTES);
    const pending = await this.takeBack(unfilled);
    let receivedBytes = 0;
    let broken: Error | undefined;
    for await (const chunk of untilBroken(bytes, (error) => (broken = error))) {
      receivedBytes += chunk.length;
      pending.push(chunk);
      while (pending.bytes >= SEGMENT_BYTES) current = await this.keep(current, pending.take(SEGMENT_BYTES));
    }
    if (receivedBytes > 0 && pending.bytes > 0) await this.keep(current, pending.take(pending.bytes));
    if (broken !== undefined) throw broken;
    return offset + receivedBytes;
  }

  private async takeBack(segments: readonly Segment[]): Promise<PendingBytes> {
    const pending = new PendingBytes();
    try {
      for await (const chunk of await new SegmentedFile(this.bucket, segments).read())
        pending.push(chunk as Buffer);
      return pending;
    } catch (error) {
      throw error instanceof SegmentGoneError ? new UploadMovedError() : error;
    }
  }

  private async keep(before: Guarded<SegmentedUpload>, bytes: Buffer): Promise<Guarded<SegmentedUpload>> {
    const { uploadId, segments } = before.value;
    const key = folderOf(uploadId) + randomUUID();
    const segment = { key, etag: (await this.bucket.put(key, bytes)) ?? '', bytes: bytes.length };
    const filled = segments.filter((other) => other.bytes === SEGMENT_BYTES);
    const unfilled = segments.filter((other) => other.bytes < SEGMENT_BYTES);
    const record = { ...before.value, segments: [...filled, segment] };
    const written = await this.records.write(recordKey(uploadId), record, before);
    // Either way, what no record names any more is rubbish.
    await this.bucket.delete(written === undefined ? [key] : unfilled.map((other) => other.key));
    if (written === undefined) throw new UploadMovedError();
    return written;
  }

  private async existing(uploadId: string): Promise<Guarded<SegmentedUpload>> {
    const found = UPLOAD_ID.test(uploadId) ? await this.records.read(recordKey(uploadId)) : undefined;
    if (found === undefined) throw new UploadMissingError();
    return found;
  }

  private async deleteBytes(uploadId: string): Promise<void> {
    const keys: string[] = [];
    for await (const { key } of this.bucket.list(folderOf(uploadId)))
      if (key !== recordKey(uploadId)) keys.push(key);
    await this.bucket.delete(keys);
  }
}

const folderOf = (uploadId: string): string => `${UPLOADS}${uploadId}/`;
const recordKey = (uploadId: string): string => folderOf(uploadId) + RECORD;

async function* untilBroken(bytes: Readable, whenBroken: (error: Error) => void): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of bytes) yield chunk as Buffer;
  } catch (error) {
    whenBroken(error instanceof Error ? error : new Error(String(error)));
  }
}

import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FileStore } from '@tus/file-store';
import type { Upload as TusUpload } from '@tus/server';
import type { FileSource } from '../../../application/ports/file-source.js';
import type { Upload, UploadOutcome, Uploads } from '../../../application/ports/uploads.js';
import { VideosUnavailableError } from '../../../application/ports/video-store.js';
import { UPLOAD_KEPT_MS } from '../../../application/videos/clean-up.js';
import { UploadBrokenError, UploadMissingError } from '../../tus/upload-errors.js';
import { asTusUpload, newRecord, UPLOAD_ID, type UploadRecord } from '../../tus/upload-records.js';
import { isMissing } from '../file-errors.js';
import { deleteFile, DRAFT, syncFile, writeFileDurably } from './durable-files.js';
import { LocalFile } from './local-file.js';
import { needingRoom } from './needing-room.js';

const RECORD = '.json';

/**
 * Uploads in a folder: `<uploadId>` holds the bytes so far, so its size is the offset to go on from, and
 * `<uploadId>.json` what is known of the upload. The store of the tus server, but with records that are never
 * half written, bytes that are on disk before they are acknowledged, and outcomes that outlive the bytes.
 */
export class UploadFolder extends FileStore implements Uploads {
  private constructor(private readonly folder: string) {
    super({ directory: folder, expirationPeriodInMilliseconds: UPLOAD_KEPT_MS });
  }

  /** @param folder made when it is not there. */
  static async open(folder: string): Promise<UploadFolder> {
    await mkdir(folder, { recursive: true });
    return new UploadFolder(folder);
  }

  // The use cases' side.

  async find(uploadId: string): Promise<Upload | undefined> {
    const record = await this.record(uploadId);
    if (record === undefined) return undefined;
    if (record.outcome !== undefined) return { ...record, receivedBytes: record.lengthBytes ?? 0 };
    const receivedBytes = await fileBytes(this.path(uploadId));
    return receivedBytes === undefined ? undefined : { ...record, receivedBytes };
  }

  content(uploadId: string): Promise<FileSource> {
    return LocalFile.at(this.path(uploadId));
  }

  async settle(uploadId: string, outcome: UploadOutcome): Promise<UploadOutcome> {
    const record = await this.record(uploadId);
    if (record === undefined) throw new Error(`there is no upload ${uploadId}`);
    const settled = record.outcome ?? outcome;
    await this.writeRecord({ ...record, outcome: settled });
    await deleteFile(this.path(uploadId));
    return settled;
  }

  async delete(uploadId: string): Promise<void> {
    if (!UPLOAD_ID.test(uploadId)) return;
    for (const suffix of [RECORD, RECORD + DRAFT, '']) await deleteFile(this.path(uploadId) + suffix);
  }

  async begunBefore(instant: string): Promise<readonly string[]> {
    const names = await readdir(this.folder);
    const uploadIds = new Set(names.map((name) => name.slice(0, 36)).filter((id) => UPLOAD_ID.test(id)));
    const begun: string[] = [];
    for (const uploadId of uploadIds) {
      if ((await this.begunAt(uploadId)) < instant) begun.push(uploadId);
    }
    return begun;
  }

  // The tus server's side.

  override async create(upload: TusUpload): Promise<TusUpload> {
    const record = newRecord(upload);
    await needingRoom(writeFile(this.path(upload.id), '', { flag: 'wx' }));
    await this.writeRecord(record);
    return upload;
  }

  override async write(...[bytes, uploadId, offset]: Parameters<FileStore['write']>): Promise<number> {
    const path = this.path(uploadId);
    const file = createWriteStream(path, { flags: 'r+', start: offset });
    await needingRoom(pipeline(bytes, file)).catch((error: unknown) => {
      throw error instanceof VideosUnavailableError ? error : new UploadBrokenError();
    });
    await needingRoom(syncFile(path));
    return offset + file.bytesWritten;
  }

  override async getUpload(uploadId: string): Promise<TusUpload> {
    return asTusUpload(await this.find(uploadId));
  }

  override async declareUploadLength(uploadId: string, lengthBytes: number): Promise<void> {
    const record = await this.record(uploadId);
    if (record === undefined) throw new UploadMissingError();
    await this.writeRecord({ ...record, lengthBytes });
  }

  override remove(uploadId: string): Promise<void> {
    return this.delete(uploadId);
  }

  private path(uploadId: string): string {
    if (!UPLOAD_ID.test(uploadId)) throw new Error('an upload is named by a UUID');
    return join(this.folder, uploadId);
  }

  private async record(uploadId: string): Promise<UploadRecord | undefined> {
    if (!UPLOAD_ID.test(uploadId)) return undefined;
    try {
      return JSON.parse(await readFile(this.path(uploadId) + RECORD, 'utf8')) as UploadRecord;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  private async writeRecord(record: UploadRecord): Promise<void> {
    await needingRoom(writeFileDurably(this.path(record.uploadId) + RECORD, JSON.stringify(record)));
  }

  /** What a crash left without a record is as old as its file. */
  private async begunAt(uploadId: string): Promise<string> {
    const record = await this.record(uploadId);
    if (record !== undefined) return record.createdAt;
    const found = await stat(this.path(uploadId)).catch(() => undefined);
    return (found?.mtime ?? new Date(0)).toISOString();
  }
}

async function fileBytes(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

import { constants, copyFile, link, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ByteRange, FileSource } from '../../../application/ports/file-source.js';
import {
  type VideoFile,
  VideoNotFoundError,
  type VideoStore,
} from '../../../application/ports/video-store.js';
import { isId } from '../../../domain/ids.js';
import { hasCode, isMissing } from '../file-errors.js';
import { deleteFile, DRAFT, syncFile, syncFolder, writeFileDurably } from './durable-files.js';
import { LocalFile } from './local-file.js';
import { needingRoom } from './needing-room.js';

const SIDECAR = '.json';

/**
 * Videos in a folder: `<videoId>` holds the bytes, `<videoId>.json` what is known of them. The sidecar is
 * written last and deleted first, so a video exists exactly while its sidecar does; bytes that a crash left
 * without one are replaced by the next `put` of the same video.
 */
export class FolderVideoStore implements VideoStore {
  private readonly putting = new Map<string, Promise<void>>();

  private constructor(private readonly folder: string) {}

  /** @param folder made when it is not there. */
  static async open(folder: string): Promise<FolderVideoStore> {
    await mkdir(folder, { recursive: true });
    return new FolderVideoStore(folder);
  }

  async put(file: VideoFile, source: FileSource): Promise<void> {
    if (!(source instanceof LocalFile)) throw new Error('a folder takes over files of this machine only');
    const others = this.putting.get(file.videoId);
    if (others !== undefined) return others;
    const ours = needingRoom(this.putOnce(file, source.path)).finally(() =>
      this.putting.delete(file.videoId),
    );
    this.putting.set(file.videoId, ours);
    return ours;
  }

  async find(videoId: string): Promise<VideoFile | undefined> {
    try {
      return JSON.parse(await readFile(this.bytesPath(videoId) + SIDECAR, 'utf8')) as VideoFile;
    } catch (error) {
      if (isMissing(error) || error instanceof VideoNotFoundError) return undefined;
      throw error;
    }
  }

  async read(videoId: string, range?: ByteRange): Promise<Readable> {
    if ((await this.find(videoId)) === undefined) throw new VideoNotFoundError(videoId);
    try {
      return await (await LocalFile.at(this.bytesPath(videoId))).read(range);
    } catch (error) {
      throw isMissing(error) ? new VideoNotFoundError(videoId) : error;
    }
  }

  playbackAddress(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  async delete(videoId: string): Promise<void> {
    if (!isId('vid', videoId)) return;
    const bytesPath = this.bytesPath(videoId);
    await deleteFile(bytesPath + SIDECAR);
    await syncFolder(this.folder);
    await deleteFile(bytesPath);
  }

  async *list(): AsyncIterable<VideoFile> {
    const videos: VideoFile[] = [];
    for (const name of await readdir(this.folder)) {
      const video = name.endsWith(SIDECAR) ? await this.find(name.slice(0, -SIDECAR.length)) : undefined;
      if (video !== undefined) videos.push(video);
    }
    yield* videos.sort((a, b) => (a.storedAt < b.storedAt ? -1 : a.storedAt > b.storedAt ? 1 : 0));
  }

  async deleteRemains(before: string): Promise<void> {
    const names = new Set(await readdir(this.folder));
    for (const name of names) {
      if (isId('vid', name) ? names.has(name + SIDECAR) : !name.endsWith(SIDECAR + DRAFT)) continue;
      const path = join(this.folder, name);
      // Not when it was modified: a link has that from the upload.
      if ((await stat(path)).ctime.toISOString() < before) await deleteFile(path);
    }
  }

  private async putOnce(file: VideoFile, localPath: string): Promise<void> {
    const bytesPath = this.bytesPath(file.videoId);
    if ((await this.find(file.videoId)) !== undefined) return;
    await deleteFile(bytesPath);
    await linkOrCopy(localPath, bytesPath);
    await syncFile(bytesPath);
    await syncFolder(this.folder);
    await writeFileDurably(bytesPath + SIDECAR, JSON.stringify(file));
  }

  /** Only a well-formed id becomes a path: nothing a caller sends can lead out of the folder. */
  private bytesPath(videoId: string): string {
    if (!isId('vid', videoId)) throw new VideoNotFoundError(videoId);
    return join(this.folder, videoId);
  }
}

/** A link costs nothing and keeps the upload until its outcome is recorded; across file systems it is a copy. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK'].some((code) => hasCode(error, code))) throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}

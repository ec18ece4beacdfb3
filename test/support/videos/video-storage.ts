import type { DataStore } from '@tus/server';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Uploads } from '../../../src/application/ports/uploads.js';
import type { VideoStore } from '../../../src/application/ports/video-store.js';
import { FolderVideoStore } from '../../../src/infrastructure/embedded/videos/folder-video-store.js';
import { UploadFolder } from '../../../src/infrastructure/embedded/videos/upload-folder.js';

/** What really lies in a place, seen past the adapters. */
export interface Lying {
  /** The records of uploads, as text. */
  readonly records: readonly string[];
  /** Names of what holds bytes of uploads. */
  readonly uploadBytes: readonly string[];
  /** Names of what is there of videos: two for each. */
  readonly videos: readonly string[];
}

/** Videos and uploads in one place, by one technology. */
export interface VideoStorage {
  readonly videos: VideoStore;
  readonly uploads: Uploads & DataStore;
  lying(): Promise<Lying>;
  remove(): Promise<void>;
}

export type StorageKind = 'folder';

export const STORAGE_KINDS: readonly StorageKind[] = ['folder'];

/** @param place a folder that is there for this test alone */
export async function openStorage(_kind: StorageKind, place: string): Promise<VideoStorage> {
  return folderStorage(place);
}

async function folderStorage(place: string): Promise<VideoStorage> {
  await mkdir(place, { recursive: true });
  const [videosAt, uploadsAt] = [join(place, 'videos'), join(place, 'uploads')];
  const isRecord = (name: string): boolean => name.endsWith('.json');
  return {
    videos: await FolderVideoStore.open(videosAt),
    uploads: await UploadFolder.open(uploadsAt),
    lying: async () => {
      const uploads = await readdir(uploadsAt);
      const records = uploads.filter(isRecord).map((name) => readFile(join(uploadsAt, name), 'utf8'));
      return {
        records: await Promise.all(records),
        uploadBytes: uploads.filter((name) => !isRecord(name)),
        videos: await readdir(videosAt),
      };
    },
    remove: () => rm(place, { recursive: true, force: true }),
  };
}

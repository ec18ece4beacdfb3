import type { DataStore } from '@tus/server';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Uploads } from '../../../src/application/ports/uploads.js';
import type { VideoStore } from '../../../src/application/ports/video-store.js';
import { FolderVideoStore } from '../../../src/infrastructure/embedded/videos/folder-video-store.js';
import { UploadFolder } from '../../../src/infrastructure/embedded/videos/upload-folder.js';
import { openS3 } from '../../../src/infrastructure/s3/open-s3.js';
import { quietLog } from '../../application/projection-fixtures.js';
import { s3Settings, SeenBucket } from '../s3.js';

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
  readonly lying: () => Promise<Lying>;
  readonly remove: () => Promise<void>;
  readonly close: () => void;
}

export type StorageKind = 'folder' | 'S3';

/** @param place a folder that is there for this test alone; in S3, its name is the prefix */
export const openStorage = (kind: StorageKind, place: string): Promise<VideoStorage> =>
  kind === 'folder' ? folderStorage(place) : s3Storage(place);

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
    close: () => undefined,
  };
}

async function s3Storage(place: string): Promise<VideoStorage> {
  const settings = s3Settings(place);
  const { videos, uploads, close } = await openS3(settings, quietLog);
  const seen = new SeenBucket(settings);
  const isRecord = (key: string): boolean => key.endsWith('/record.json');
  return {
    ...{ videos, uploads },
    lying: async () => {
      const keys = await seen.keys();
      const ofUploads = keys.filter((key) => key.startsWith('uploads/'));
      return {
        records: await Promise.all(ofUploads.filter(isRecord).map((key) => seen.text(key))),
        uploadBytes: ofUploads.filter((key) => !isRecord(key)),
        videos: keys.filter((key) => !key.startsWith('uploads/')),
      };
    },
    // A bucket for tests goes as a whole.
    remove: () => rm(place, { recursive: true, force: true }),
    close: () => {
      close();
      seen.close();
    },
  };
}

import { describe } from '@jest/globals';
import { HAS_S3 } from '../s3.js';
import type { StorageKind } from './video-storage.js';

/** The same tests for videos in a folder, and for videos in S3 where there is a bucket. */
export function describeEachStorage(name: string, tests: (kind: StorageKind) => void): void {
  describe(`${name}, in a folder`, () => tests('folder'));
  (HAS_S3 ? describe : describe.skip)(`${name}, in S3 (set S3_BUCKET)`, () => tests('S3'));
}

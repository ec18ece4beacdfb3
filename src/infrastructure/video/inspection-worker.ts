import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { type FileBytes, NotAVideoError } from './file-bytes.js';
import type { InspectionAnswer } from './inspect-video.js';
import { readVideo } from './read-video.js';

parentPort?.postMessage(await inspect(workerData as string));

async function inspect(path: string): Promise<InspectionAnswer> {
  const fd = openSync(path, 'r');
  try {
    return await readVideo(fileBytes(fd));
  } catch (error) {
    if (error instanceof NotAVideoError) return { refused: error.message };
    if (isDiskError(error)) throw error;
    return { refused: 'the file is damaged' };
  } finally {
    closeSync(fd);
  }
}

/** Synchronous reads: this thread has nothing else to do, and small reads are many times faster so. */
function fileBytes(fd: number): FileBytes {
  return {
    size: fstatSync(fd).size,
    read(start, end) {
      const bytes = Buffer.alloc(end - start);
      const bytesRead = readSync(fd, bytes, 0, bytes.length, start);
      return bytes.subarray(0, bytesRead);
    },
  };
}

function isDiskError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

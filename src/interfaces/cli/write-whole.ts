import { open, rename, rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StoppedError } from '../../application/log-copy/compare-logs.js';

/** What the file system says of a file that is to be written. */
export class FileNotWrittenError extends Error {
  override readonly name = 'FileNotWrittenError';
}

/**
 * The file is there when it is whole, and then it is on disk. Nothing is read for one that cannot be begun.
 * @throws StoppedError when the signal aborts, FileNotWrittenError
 */
export async function writeWhole(bytes: Readable, path: string, signal: AbortSignal): Promise<void> {
  const unfinished = `${path}.part`;
  try {
    await requireReplaceable(path);
    const file = await open(unfinished, 'w');
    await pipeline(bytes, file.createWriteStream({ flush: true }), { signal });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    if (signal.aborted) throw new StoppedError('stopped');
    throw ofFileSystem(error) ?? error;
  }
}

/** The file takes the place of what has its name: a device, such as /dev/stdout, would be gone. */
async function requireReplaceable(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() === false) throw new FileNotWrittenError(`${path} is there, and is no file`);
}

const NO_ROOM: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO']);

/** Where it names no path, as when the disk is full, it is about what is written all the same. */
export const ofFileSystem = (error: unknown): FileNotWrittenError | undefined =>
  error instanceof Error && ('path' in error || ('code' in error && NO_ROOM.has(error.code)))
    ? new FileNotWrittenError(`The file cannot be written: ${error.message}`, { cause: error })
    : undefined;

import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Resolves when the content of this file is on disk. */
export const syncFile = (path: string): Promise<void> => sync(path);

/** Resolves when the names in this folder are on disk: a file whose name is not is lost with the power. */
export const syncFolder = (path: string): Promise<void> => sync(path);

/** Ends the name of a file that is being written; what a crash leaves of it means nothing. */
export const DRAFT = '.draft';

/** Writes all or nothing: whoever reads `path`, at any time and after any crash, finds the old text or the new. */
export async function writeFileDurably(path: string, text: string): Promise<void> {
  const draft = path + DRAFT;
  const handle = await open(draft, 'w');
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, path);
  await syncFolder(dirname(path));
}

/** Deleting what is not there does nothing. */
export const deleteFile = (path: string): Promise<void> => rm(path, { force: true });

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

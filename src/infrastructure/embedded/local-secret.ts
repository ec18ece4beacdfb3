import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readDataFile } from './data-file.js';

export const SECRET_BYTES = 32;

/** A secret of this data folder: read from `path`, made there (mode 600) the first time. @throws DataFileError */
export function localSecret(path: string, remedy: string): Buffer {
  makeSecretIfAbsent(path);
  return readDataFile(path, remedy, (content) => {
    if (content.length !== SECRET_BYTES) throw new RangeError(`${String(content.length)} bytes`);
    return content;
  });
}

export function makeSecretIfAbsent(path: string): void {
  if (!existsSync(path)) writeSecretIfAbsent(path, randomBytes(SECRET_BYTES));
}

/** Written aside, made durable, then linked into place: a crash leaves a whole file or none, a race one for both. */
export function writeSecretIfAbsent(path: string, content: Buffer | string): void {
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  writeFileSync(draft, content, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, path);
    syncDirectory(dirname(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}

function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

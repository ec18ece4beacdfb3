import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const DISK_MB = 128;
const CHUNK = Buffer.alloc(1024 * 1024);
const LAST_CHUNK = Buffer.alloc(4096);

/** A disk of its own for a data folder, so small that it can be filled up. Takes the right to mount one. */
export class SmallDisk {
  private constructor(private readonly folder: string) {
    process.once('exit', () => this.remove());
  }

  /** @returns undefined where this machine lets nobody mount a disk */
  static mountedAt(folder: string): SmallDisk | undefined {
    return run('mount', '-t', 'tmpfs', '-o', `size=${String(DISK_MB)}m`, 'torture', folder)
      ? new SmallDisk(folder)
      : undefined;
  }

  /** Until not a page is left. */
  fill(): void {
    const file = openSync(this.ballast, 'a');
    try {
      for (const chunk of [CHUNK, LAST_CHUNK]) writeUntilFull(file, chunk);
    } finally {
      closeSync(file);
    }
  }

  makeRoom(): void {
    rmSync(this.ballast, { force: true });
  }

  remove(): void {
    run('umount', '-l', this.folder);
  }

  private get ballast(): string {
    return join(this.folder, 'ballast');
  }
}

/** Lets no file of a process grow beyond so many bytes; `undefined` takes that back. @returns whether it could be done */
export function limitFiles(pid: number, bytes: number | undefined): boolean {
  const limit = bytes === undefined ? 'unlimited' : String(bytes);
  return run('prlimit', '--pid', String(pid), `--fsize=${limit}:unlimited`);
}

function writeUntilFull(file: number, chunk: Buffer): void {
  try {
    for (;;) writeSync(file, chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

function run(command: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

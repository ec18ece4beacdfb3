import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { ByteRange, FileSource } from '../../../application/ports/file-source.js';

/** A file on a disk of this machine. */
export class LocalFile implements FileSource {
  private constructor(
    readonly path: string,
    readonly bytes: number,
  ) {}

  /** @throws what the file system says when there is no such file */
  static async at(path: string): Promise<LocalFile> {
    return new LocalFile(path, (await stat(path)).size);
  }

  /** Opened before the stream is handed over: a file deleted from then on is still read to its end. */
  async read(range?: ByteRange): Promise<Readable> {
    return createReadStream('', { fd: await open(this.path, 'r'), ...range });
  }
}

import type { FileSource } from '../../application/ports/file-source.js';
import { BLOCK_BYTES, type InspectionOrder } from './inspection-protocol.js';

/** An honest file is read once at most; a hostile one could make a parser go to and fro for ever. */
const MOST_TIMES_READ = 2;
const LEAST_BLOCKS = 128;

/** Fetches the blocks of a file for the thread that inspects it. */
export class InspectionReads {
  readonly order: InspectionOrder;
  private readonly block: Uint8Array;
  private readonly filled: Int32Array;
  private fetched = 0;

  constructor(private readonly file: FileSource) {
    const { bytes } = file;
    this.order = { bytes, block: new SharedArrayBuffer(BLOCK_BYTES), filled: new SharedArrayBuffer(4) };
    this.block = new Uint8Array(this.order.block);
    this.filled = new Int32Array(this.order.filled);
  }

  /** Whether the file may be read on. */
  get areBounded(): boolean {
    return this.fetched < LEAST_BLOCKS + (MOST_TIMES_READ * this.file.bytes) / BLOCK_BYTES;
  }

  /** Resolves when the thread has the block that begins there. @throws what the file's `read` throws */
  async fetch(start: number): Promise<void> {
    this.fetched += 1;
    const end = Math.min(start + BLOCK_BYTES, this.file.bytes) - 1;
    let length = 0;
    for await (const chunk of await this.file.read({ start, end })) {
      this.block.set(chunk as Buffer, length);
      length += (chunk as Buffer).length;
    }
    if (length !== end - start + 1) throw new Error('the file is shorter than it was');
    Atomics.store(this.filled, 0, length);
    Atomics.notify(this.filled, 0);
  }
}

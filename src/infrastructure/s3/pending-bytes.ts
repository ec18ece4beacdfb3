/** Bytes that have arrived and are not kept yet. */
export class PendingBytes {
  private chunks: Buffer[] = [];
  private total = 0;

  get bytes(): number {
    return this.total;
  }

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.total += chunk.length;
  }

  /** The first so many, of at least as many. */
  take(bytes: number): Buffer {
    const all = Buffer.concat(this.chunks);
    this.chunks = all.length > bytes ? [all.subarray(bytes)] : [];
    this.total = all.length - bytes;
    return all.subarray(0, bytes);
  }
}

import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import type { S3Bucket } from './s3-bucket.js';

/** A document as it was read or written: what the next write builds on. */
export interface Guarded<Value> {
  readonly value: Value;
  readonly etag: string;
}

interface Stored<Value> {
  /** Of one write: whether it was done can be told by it when its reply was lost. */
  readonly writeId: string;
  readonly value: Value;
}

/** JSON documents in a bucket that change by conditional writes only: of two that build on the same, one is done. */
export class GuardedJson<Value> {
  constructor(private readonly bucket: S3Bucket) {}

  async read(key: string): Promise<Guarded<Value> | undefined> {
    const { value, etag } = (await this.stored(key)) ?? {};
    return value === undefined || etag === undefined ? undefined : { value, etag };
  }

  /**
   * @param before what it replaces; undefined where nothing is yet
   * @returns undefined when something else is there, and this was not written
   */
  async write(key: string, value: Value, before?: Guarded<Value>): Promise<Guarded<Value> | undefined> {
    const writeId = randomUUID();
    const body: Stored<Value> = { writeId, value };
    const condition = before === undefined ? 'nothing there' : { etag: before.etag };
    const etag = await this.bucket.put(key, JSON.stringify(body), condition);
    if (etag !== undefined) return { value, etag };
    // The first attempt may have been done and its reply lost: then it is our own write that the second one met.
    const there = await this.stored(key);
    return there?.writeId === writeId ? { value, etag: there.etag } : undefined;
  }

  private async stored(key: string): Promise<(Stored<Value> & { readonly etag: string }) | undefined> {
    const found = await this.bucket.get(key);
    if (found === undefined) return undefined;
    return { ...(JSON.parse(await text(found.body)) as Stored<Value>), etag: found.etag };
  }
}

import { type DataStore, Upload as TusUpload } from '@tus/server';
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

const PIECE_BYTES = 64 * 1024;

/** Begins an upload as the tus server does. @returns its id */
export async function beginUpload(
  store: DataStore,
  size?: number,
  { orderId = `ord_${randomUUID()}`, createdAt = new Date().toISOString() } = {},
): Promise<string> {
  const id = randomUUID();
  const metadata = { order_id: orderId, creator_id: 'ada' };
  const length = size === undefined ? {} : { size };
  await store.create(new TusUpload({ id, offset: 0, metadata, creation_date: createdAt, ...length }));
  return id;
}

/** What one request brings, in pieces as from a connection, which breaks at the end if it is told so. @returns the new offset */
export function receiveBytes(
  store: DataStore,
  uploadId: string,
  offset: number,
  bytes: Buffer,
  breaks = false,
): Promise<number> {
  const pieces = function* () {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
    if (breaks) throw new Error('the connection broke');
  };
  return store.write(Readable.from(pieces(), { objectMode: false }), uploadId, offset);
}

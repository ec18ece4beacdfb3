import { Upload as TusUpload } from '@tus/server';
import type { Upload } from '../../application/ports/uploads.js';
import { UploadMissingError } from './upload-errors.js';

/** What an upload's id is; anything else names none. */
export const UPLOAD_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What is known of an upload beside how much of it has come. */
export type UploadRecord = Omit<Upload, 'receivedBytes'>;

/** Of an upload that the tus server begins. */
export function newRecord(upload: TusUpload): UploadRecord {
  const { order_id: orderId, creator_id: creatorId } = upload.metadata ?? {};
  if (typeof orderId !== 'string' || typeof creatorId !== 'string')
    throw new Error('an upload is for an order and from a creator');
  return {
    ...{ uploadId: upload.id, orderId, creatorId, lengthBytes: upload.size, outcome: undefined },
    createdAt: upload.creation_date ?? new Date().toISOString(),
  };
}

/** As the tus server sees it. @throws UploadMissingError */
export function asTusUpload(upload: Upload | undefined): TusUpload {
  if (upload === undefined) throw new UploadMissingError();
  return new TusUpload({
    id: upload.uploadId,
    ...(upload.lengthBytes === undefined ? {} : { size: upload.lengthBytes }),
    offset: upload.receivedBytes,
    metadata: { order_id: upload.orderId },
    creation_date: upload.createdAt,
  });
}

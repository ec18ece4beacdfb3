import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';

/** An object as it was put: by its key alone one could meet another one. */
export interface S3Object {
  readonly key: string;
  readonly etag: string;
}

const COPIES_AT_ONCE = 8;

interface Target {
  readonly Bucket: string;
  readonly Key: string;
}

/**
 * Makes one object of several of the same bucket. S3 copies them by itself, each only as long as it is the one that was meant,
 * and shows the new object at once and as a whole.
 *
 * @param parts all but the last one of 5 MiB at least (S3 API, multipart upload limits)
 */
export async function joinObjects(
  client: S3Client,
  target: Target,
  parts: readonly S3Object[],
): Promise<void> {
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  try {
    const Parts = await copyAll(client, { ...target, UploadId }, parts);
    const complete = { ...target, UploadId, MultipartUpload: { Parts } };
    await client.send(new CompleteMultipartUploadCommand(complete));
  } catch (error) {
    // When this fails, too, it is found by its age later.
    await client.send(new AbortMultipartUploadCommand({ ...target, UploadId })).catch(() => undefined);
    throw error;
  }
}

async function copyAll(
  client: S3Client,
  target: Target & { readonly UploadId: string | undefined },
  parts: readonly S3Object[],
): Promise<CompletedPart[]> {
  const waiting = [...parts.entries()];
  const copied: CompletedPart[] = [];
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, { key, etag }] = next;
      const CopySource = `${target.Bucket}/${encodeURI(key)}`;
      const copy = { ...target, PartNumber: index + 1, CopySource, CopySourceIfMatch: etag };
      const { CopyPartResult } = await client.send(new UploadPartCopyCommand(copy));
      copied[index] = { PartNumber: index + 1, ETag: CopyPartResult?.ETag };
    }
  };
  await Promise.all(Array.from({ length: COPIES_AT_ONCE }, worker));
  return copied;
}

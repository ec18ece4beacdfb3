import { S3ServiceException } from '@aws-sdk/client-s3';
import { VideosUnavailableError } from '../../application/ports/video-store.js';

/** The bucket cannot be used for videos. Says which setting to look at, and no secret. */
export class S3UnusableError extends Error {
  override readonly name = 'S3UnusableError';
}

const MISSING = new Set(['NoSuchKey', 'NotFound', 'NoSuchUpload']);
/** 409: another conditional write of the same key is under way. */
const CONDITION_FAILED = new Set(['PreconditionFailed', 'ConditionalRequestConflict']);

/** Statuses by which S3 says that it, or our access to it, is out of order now: 404 is a bucket that is gone. */
const PASSING_STATUS = new Set([403, 404, 408, 429]);
const PASSING_NAMES = new Set(['RequestTimeout', 'ExpiredToken', 'TokenRefreshRequired', 'SlowDown']);
/** Of the SDK itself, before there is an answer. */
const WITHOUT_ANSWER = new Set(['TimeoutError', 'CredentialsProviderError', 'AbortError']);

export const isMissing = (error: unknown): boolean => MISSING.has(nameOf(error));

export const isConditionFailed = (error: unknown): boolean => CONDITION_FAILED.has(nameOf(error));

/** A failure of the SDK in the words of the ports. Everything else is a fault, of ours or of the server's. */
export function translated(error: unknown): unknown {
  if (error instanceof VideosUnavailableError || !isOutage(error)) return error;
  return new VideosUnavailableError(`S3: ${describe(error)}`, { cause: error });
}

/** Waits for an answer of the SDK. @throws VideosUnavailableError while S3 cannot be used */
export async function reached<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw translated(error);
  }
}

/** The same, with undefined for the refusals that are expected. */
export async function reachedUnless<T>(
  expected: readonly ((error: unknown) => boolean)[],
  answer: Promise<T>,
): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (expected.some((isExpected) => isExpected(error))) return undefined;
    throw translated(error);
  }
}

export const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

function isOutage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if (error instanceof S3ServiceException) {
    const status = error.$metadata.httpStatusCode ?? 500;
    return status >= 500 || PASSING_STATUS.has(status) || PASSING_NAMES.has(error.name);
  }
  return WITHOUT_ANSWER.has(nameOf(error)) || 'code' in error || '$metadata' in error;
}

const nameOf = (error: unknown): string => String((error as { readonly name?: unknown } | null)?.name);

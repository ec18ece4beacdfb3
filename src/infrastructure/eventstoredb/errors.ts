import { AccessDeniedError, StreamDeletedError, UnknownError } from '@eventstore/db-client';

/** No EventStoreDB that this program can use answers there. Says which setting to look at, and no password. */
export class EventStoreDbUnusableError extends Error {
  override readonly name = 'EventStoreDbUnusableError';
}

/** The server gave no answer within our own time: the client keeps none towards a frozen one. */
export class ReplyLateError extends Error {
  override readonly name = 'ReplyLateError';
}

/** gRPC's codes for who may not. */
const PERMISSION_DENIED = 7;
const UNAUTHENTICATED = 16;

/** In one line, and without what gRPC says before and after it each time. */
export const messageOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .replace(/\s+/g, ' ')
    .replace(/ ?Resolution note: ?$/, '')
    .replace('No connection established. Last error: ', '');

/** OpenSSL's words where the answer to its greeting is none of TLS. */
export const isPlaintextAnswer = (error: unknown): boolean =>
  /SSL routines.*(wrong version number|packet length too long|record)/.test(messageOf(error));

/** Neither waiting nor asking again helps: no access, a stream that somebody deleted for good, a place that is not there. */
export const isFault = (error: unknown): boolean =>
  isRefusedAccess(error) ||
  error instanceof StreamDeletedError ||
  (error instanceof UnknownError && /Unexpected Read\w+Result/.test(error.message));

export function isRefusedAccess(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return error instanceof AccessDeniedError || code === PERMISSION_DENIED || code === UNAUTHENTICATED;
}

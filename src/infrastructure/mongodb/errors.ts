import {
  MongoBulkWriteError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from 'mongodb';

const DUPLICATE_KEY = 11_000;

/** The insert met a document of its id. */
export const isDuplicateKey = (error: unknown): boolean =>
  error instanceof MongoServerError && error.code === DUPLICATE_KEY;

/** The server is there, and cannot do it now: no primary, shutting down, no majority in time, its disk is full. */
const PASSING_CODES = new Set([
  6, 7, 50, 64, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436, 14031,
]);

const PASSING = [
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
];

/** What Node says of a socket that its other side has ended: the driver lets it through as it is. */
const SOCKET_CODES: ReadonlySet<unknown> = new Set([
  'EPIPE',
  'ECONNRESET',
  'ETIMEDOUT',
  'ERR_STREAM_DESTROYED',
  'ERR_STREAM_WRITE_AFTER_END',
]);

/** A failure of the driver in the words of a port. Everything else is a fault, of ours or of the server's. */
export function translated(error: unknown, Unavailable: UnavailableError): unknown {
  const isPassing =
    isOutage(error) || (error instanceof MongoBulkWriteError && isOutage(error.errorResponse));
  return isPassing ? new Unavailable(`MongoDB: ${messageOf(error)}`, { cause: error }) : error;
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The error with which a port says that it cannot be used now. */
type UnavailableError = new (message: string, options: ErrorOptions) => Error;

const isOutage = (error: unknown): boolean =>
  PASSING.some((kind) => error instanceof kind) ||
  (error instanceof MongoServerError && PASSING_CODES.has(Number(error.code))) ||
  SOCKET_CODES.has((error as { readonly code?: unknown } | null)?.code);

/**
 * Whether all that went wrong is that newer documents were there: what the guard is for. A bulk write that broke off is no
 * such error, though it has the same class, and maybe such errors from before it broke off.
 */
export const isGuarded = (error: unknown): error is MongoBulkWriteError =>
  error instanceof MongoBulkWriteError &&
  error.code === DUPLICATE_KEY &&
  error.result.getWriteConcernError() === undefined &&
  error.result.getWriteErrors().every(({ code }) => code === DUPLICATE_KEY);

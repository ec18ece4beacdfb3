import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoOperationTimeoutError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
  MongoWriteConcernError,
} from 'mongodb';
import { ReadModelsUnavailableError } from '../../application/ports/read-models.js';

export const DUPLICATE_KEY = 11_000;

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

/** A failure of the driver in the words of the port. Everything else is a fault, of ours or of the server's. */
export function translated(error: unknown): unknown {
  if (!(error instanceof MongoError)) return error;
  const isPassing =
    PASSING.some((kind) => error instanceof kind) ||
    (error instanceof MongoServerError && PASSING_CODES.has(Number(error.code)));
  return isPassing ? new ReadModelsUnavailableError(`MongoDB: ${error.message}`, { cause: error }) : error;
}

/** Whether all that went wrong is that a newer document was there: what the guard is for. */
export const isGuarded = (error: unknown): boolean =>
  error instanceof MongoBulkWriteError &&
  error.result.getWriteConcernError() === undefined &&
  error.result.getWriteErrors().every(({ code }) => code === DUPLICATE_KEY);

import { ReadModelsUnavailableError } from '../../../application/ports/read-models.js';

const START_AGAIN =
  'read models can be rebuilt from the log: delete it together with its -wal and -shm files, and start again';

/** The file holds something that this program never wrote. */
export class ForeignReadModelsFileError extends Error {
  override readonly name = 'ForeignReadModelsFileError';
  constructor(path: string) {
    super(`${path} is not a file of read models: move it away, and start again`);
  }
}

/** The file was written by a later release, whose tables this one does not know. */
export class NewerReadModelsFileError extends Error {
  override readonly name = 'NewerReadModelsFileError';
  constructor(path: string, format: number, knownFormat: number) {
    super(
      `${path} has format ${String(format)}, this release knows ${String(knownFormat)}: ` +
        `start the later release, or go on with this one, since ${START_AGAIN}`,
    );
  }
}

/** The file is damaged. */
export class CorruptReadModelsFileError extends Error {
  override readonly name = 'CorruptReadModelsFileError';
  constructor(path: string, cause: unknown) {
    super(`${path} is damaged: ${START_AGAIN}`, { cause });
  }
}

/** What may pass by itself, or once somebody has made room. */
const PASSING = /^SQLITE_(BUSY|FULL|IOERR|CANTOPEN|LOCKED|NOMEM|PROTOCOL)/;
const DAMAGED = /^SQLITE_(CORRUPT|NOTADB)/;

/** A failure of SQLite in the words of the port; `code` is SQLite's own. */
export function translated(error: Error & { readonly code?: string | undefined }, path: string): Error {
  if (DAMAGED.test(error.code ?? '')) return new CorruptReadModelsFileError(path, error);
  if (PASSING.test(error.code ?? '')) {
    return new ReadModelsUnavailableError(`${path}: ${error.message}`, { cause: error });
  }
  return error;
}

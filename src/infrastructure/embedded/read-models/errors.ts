import { ReadModelsUnavailableError } from '../../../application/ports/read-models.js';
import { damaged } from '../data-file.js';
import { READ_MODELS } from './file.js';

/** What may pass by itself, or once somebody has made room. */
const PASSING = /^SQLITE_(BUSY|FULL|IOERR|CANTOPEN|LOCKED|NOMEM|PROTOCOL)/;
const DAMAGED = /^SQLITE_(CORRUPT|NOTADB)/;

/** A failure of SQLite in the words of the port; `code` is SQLite's own. */
export function translated(error: Error & { readonly code?: string | undefined }, path: string): Error {
  if (DAMAGED.test(error.code ?? '')) return damaged(path, READ_MODELS, error);
  if (PASSING.test(error.code ?? '')) {
    return new ReadModelsUnavailableError(`${path}: ${error.message}`, { cause: error });
  }
  return error;
}

import { ReadModelsUnavailableError } from '../../../application/ports/read-models.js';
import { damaged } from '../data-file.js';
import { isPassing } from '../sqlite.js';
import { READ_MODELS } from './file.js';

const DAMAGED = /^SQLITE_(CORRUPT|NOTADB)/;

/** A failure of SQLite in the words of the port; `code` is SQLite's own. */
export function translated(error: Error & { readonly code?: string | undefined }, path: string): Error {
  if (DAMAGED.test(error.code ?? '')) return damaged(path, READ_MODELS, error);
  if (isPassing(error)) return new ReadModelsUnavailableError(`${path}: ${error.message}`, { cause: error });
  return error;
}

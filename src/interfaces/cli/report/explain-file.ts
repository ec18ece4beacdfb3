import { EXIT } from '../exit-codes.js';
import type { Explained } from '../explain.js';

/** What the file system says of a file that is to be written; `undefined` for anything else. */
export const explainOfFile = (error: unknown): Explained | undefined =>
  error instanceof Error && 'syscall' in error && 'path' in error
    ? { words: `The file cannot be written: ${error.message}`, exitCode: EXIT.failed, outcome: 'failed' }
    : undefined;

import { EXIT } from '../exit-codes.js';
import { type Explained, explainKnown } from '../explain.js';
import { ProgramRefusedError, ProgramUnreachableError, TokenMissingError } from './running-program.js';

/** Conflicts are about how things stand; the rest of what is refused, about what was asked, or by whom. */
const CONFLICT = 409;
const FAULT = 500;

export function explainProgram(error: unknown): Explained {
  if (error instanceof TokenMissingError)
    return { words: error.message, exitCode: EXIT.usage, outcome: 'usage' };
  if (error instanceof ProgramUnreachableError)
    return { words: error.message, exitCode: EXIT.failed, outcome: 'unavailable' };
  if (!(error instanceof ProgramRefusedError)) return explainKnown(error);
  const { status, code, message } = error;
  const exitCode = status === CONFLICT || status >= FAULT ? EXIT.failed : EXIT.usage;
  return { words: `Refused (${code}): ${message}`, exitCode, outcome: code };
}

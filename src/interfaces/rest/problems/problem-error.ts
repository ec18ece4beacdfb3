import { isRejection, type Rejection } from '../../../domain/rejection.js';
import type { ProblemExtras } from './problem.js';
import type { ProblemCode } from './table.js';

/** What a controller throws to answer with a problem. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  constructor(
    readonly code: ProblemCode,
    /** About this case, for a person; never what the client sent, never personal data. */
    readonly detail: string,
    readonly extras: ProblemExtras = {},
  ) {
    super(detail);
  }
}

/** Turns a refusal of the domain into its problem. @throws ProblemError */
export function orThrow<T>(outcome: T | Rejection): T {
  if (!isRejection(outcome)) return outcome;
  const { code, detail, fields } = outcome;
  throw new ProblemError(code, detail, fields.length === 0 ? {} : { errors: fields });
}

import { ProblemError } from '../problems/problem-error.js';
import type { ProblemCode } from '../problems/table.js';

/** What was asked for, or 404: what is somebody else's does not exist for the asker. */
export function orNotFound<View>(view: View | undefined, code: ProblemCode, detail: string): View {
  if (view === undefined) throw new ProblemError(code, detail);
  return view;
}

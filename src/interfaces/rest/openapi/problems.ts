import { ApiExtension } from '@nestjs/swagger';
import type { ProblemCode } from '../problems/table.js';

export const PROBLEMS_EXTENSION = 'x-problems';

/**
 * The problems that this route answers of its own; those of every route (a malformed request, a bad token, …) are
 * documented without. The texts come from the table of problems.
 */
export const Problems = (
  ...codes: readonly [ProblemCode, ...ProblemCode[]]
): MethodDecorator & ClassDecorator => ApiExtension(PROBLEMS_EXTENSION, codes);

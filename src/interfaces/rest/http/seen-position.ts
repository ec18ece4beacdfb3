import type { ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { requestOf } from '../identity/caller.js';
import { ProblemError } from '../problems/problem-error.js';
import { POSITION_HEADER } from './answer.js';
import { documentedParam } from './documented-param.js';

/**
 * What the caller has seen already: the `Shoutouts-Position` of an earlier answer, if they sent one. A query waits until
 * its view is there (`ReadModelReader`), so that a caller reads what they have written.
 */
export const SeenPosition = (): ParameterDecorator =>
  documentedParam(
    (_data, context) => seenPosition(context),
    ApiHeader({
      name: 'Shoutouts-Position',
      required: false,
      description: 'From an earlier answer: this one will have what that one did.',
      schema: { type: 'string', pattern: '^[0-9]{1,19}$', example: '1042' },
    }),
  );

function seenPosition(context: ExecutionContext): bigint | undefined {
  const given = requestOf(context).headers[POSITION_HEADER];
  if (given === undefined) return undefined;
  if (typeof given === 'string' && /^\d{1,19}$/.test(given)) return BigInt(given);
  throw new ProblemError('position_invalid', 'Shoutouts-Position is a whole number in decimal digits');
}

import type { ExecutionContext } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { type IdPrefix, isId } from '../../../domain/ids.js';
import { requestOf } from '../identity/caller.js';
import { ProblemError } from '../problems/problem-error.js';
import type { ProblemCode } from '../problems/table.js';
import { documentedParam } from './documented-param.js';

const NOT_FOUND: Readonly<Record<IdPrefix, ProblemCode>> = {
  ord: 'order_not_found',
  quo: 'quote_not_found',
  cre: 'creator_not_found',
  vid: 'video_not_found',
  fan: 'not_found',
  pay: 'payout_not_found',
  run: 'payout_run_not_found',
  dst: 'not_found',
  cas: 'money_case_not_found',
};

/** An id from the path: `@IdParam('orderId', 'ord') orderId: OrderId`. What is no id cannot be found. */
export const IdParam = (name: string, prefix: IdPrefix): ParameterDecorator =>
  documentedParam(
    (_data, context) => idFrom(context, name, prefix),
    ApiParam({ name, schema: { type: 'string', example: `${prefix}_01938f5e-6f3a-7c41-9a55-0d6d5c1b8f10` } }),
  );

function idFrom(context: ExecutionContext, name: string, prefix: IdPrefix): string {
  const text = (requestOf(context).params as Readonly<Record<string, string>>)[name] ?? '';
  if (isId(prefix, text)) return text;
  throw new ProblemError(NOT_FOUND[prefix], `an id of this kind begins with ${prefix}_`);
}

import { ApiOkResponse } from '@nestjs/swagger';
import type { Type } from '@nestjs/common';

/** Headers of answers, as the document has them; see `Answer`. */
export const ETAG_HEADER = {
  description: 'The revision, as `If-Match` of a command takes it.',
  schema: { type: 'string', example: '"3"' },
} as const;

export const POSITION_ANSWERED = {
  description: 'Send it to a query: its answer has what this one did.',
  schema: { type: 'string', example: '1042' },
} as const;

export const LOCATION_HEADER = {
  description: 'The address of what was made.',
  schema: { type: 'string', format: 'uri-reference' },
} as const;

/** A view that has a revision: its answer carries it as `ETag`. */
export const ApiRevisedResponse = (type: Type, description: string): MethodDecorator =>
  ApiOkResponse({ type, description, headers: { ETag: ETAG_HEADER } });

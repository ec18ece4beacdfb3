import type { OpenAPIObject } from '@nestjs/swagger';
import { type FieldError, PROBLEM_MEDIA_TYPE, problemFor } from '../problems/problem.js';
import { type ProblemCode, PROBLEMS } from '../problems/table.js';

type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];
type Responses = NonNullable<OpenAPIObject['paths'][string]['get']>['responses'];

const text = (description: string): Schema => ({ type: 'string', description });

export const PROBLEM_SCHEMA: Schema = {
  type: 'object',
  description: 'Problem details (RFC 9457).',
  required: ['type', 'title', 'status', 'detail', 'code', 'action', 'instance'],
  properties: {
    type: {
      type: 'string',
      format: 'uri-reference',
      description: 'Where this kind of problem is described.',
    },
    title: text('What is wrong, in general.'),
    status: { type: 'integer' },
    detail: text('What is wrong in this case.'),
    code: text('Stable; go by it.'),
    action: text('What you can do.'),
    instance: text('Names this request, in our log, too.'),
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['field', 'detail'],
        properties: { field: text('`price.amount_minor`'), detail: text('What is wrong with it.') },
      },
    },
    dependencies: {
      type: 'array',
      description: 'What this instance depends on, where that is what was asked.',
      items: { $ref: '#/components/schemas/DependencyDto' },
    },
  },
};

/** By their statuses, each code with an example. */
export function problemResponses(codes: Iterable<ProblemCode>): Responses {
  const byStatus = new Map<number, Set<ProblemCode>>();
  for (const code of codes) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(code));
  }
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [status, problemResponse([...ofStatus])]),
  );
}

/** What the problems of a malformed request name, as they come. */
const ERRORS: Partial<Record<ProblemCode, readonly FieldError[]>> = {
  validation_failed: [{ field: 'price.amount_minor', detail: 'must be an integer number' }],
  unknown_field: [{ field: 'price.discount', detail: 'is not known here' }],
};

function problemResponse(codes: readonly ProblemCode[]): Responses[string] {
  const examples = codes.map((code) => {
    const { title, action } = PROBLEMS[code];
    const problem = problemFor(code, title, ERRORS[code]);
    const value = { ...problem, instance: 'urn:uuid:01938f5e-6f3a-7c41-9a55-0d6d5c1b8f10' };
    return [code, { summary: title, description: action, value }] as const;
  });
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}`).join('; '),
    content: {
      [PROBLEM_MEDIA_TYPE]: {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(examples),
      },
    },
  };
}

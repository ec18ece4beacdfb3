import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEM_MEDIA_TYPE, problemFor } from '../problems/problem.js';
import { isProblemCode, type ProblemCode, PROBLEMS } from '../problems/table.js';
import { PROBLEMS_EXTENSION } from './problems.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type Schema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];
type Parameter = NonNullable<Operation['parameters']>[number];

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
        properties: { field: text('`price.amountMinor`'), detail: text('What is wrong with it.') },
      },
    },
  },
};

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Adds what follows from the kind of each operation, so that controllers name only what is their own. */
export function completeOperations(document: OpenAPIObject): void {
  for (const path of Object.values(document.paths))
    for (const method of METHODS) {
      const operation = path[method];
      if (operation !== undefined) complete(operation, method);
    }
}

function complete(operation: Operation, method: (typeof METHODS)[number]): void {
  const isOfSomebody = operation.security !== undefined && operation.security.length > 0;
  const isCommand = method === 'post' && isOfSomebody;
  if (isCommand) operation.parameters = [...(operation.parameters ?? []), ...COMMAND_HEADERS];
  const codes = new Set<ProblemCode>([
    ...ownProblems(operation),
    ...problemsOfInput(operation),
    ...(isOfSomebody ? OF_TOKENS : []),
    ...(isCommand ? OF_COMMANDS : []),
    'store_unavailable',
    'internal_error',
  ]);
  const statuses = new Set([...codes].map((code) => PROBLEMS[code].status));
  for (const status of statuses)
    operation.responses[status] = problemResponse(
      [...codes].filter((code) => PROBLEMS[code].status === status),
    );
}

const OF_BODIES = ['body_invalid', 'body_too_large', 'unsupported_media_type'] as const;
const OF_POSITIONS = ['position_invalid', 'read_model_behind'] as const;
const OF_TOKENS = ['token_missing', 'token_invalid', 'token_expired', 'not_allowed'] as const;
const OF_COMMANDS = [
  'idempotency_key_invalid',
  'idempotency_key_reused',
  'precondition_invalid',
  'revision_changed',
  'outcome_unknown',
] as const;

function ownProblems(operation: Operation): readonly ProblemCode[] {
  const extended = operation as Operation & Partial<Record<typeof PROBLEMS_EXTENSION, readonly string[]>>;
  const codes = extended[PROBLEMS_EXTENSION] ?? [];
  delete extended[PROBLEMS_EXTENSION];
  return codes.filter(isProblemCode);
}

function problemsOfInput({ requestBody, parameters = [] }: Operation): readonly ProblemCode[] {
  const has = (place: string, name?: string): boolean =>
    parameters.some((one) => 'in' in one && one.in === place && (name === undefined || one.name === name));
  return [
    ...(requestBody !== undefined || has('query') ? (['validation_failed'] as const) : []),
    'unknown_field',
    ...(requestBody === undefined ? [] : OF_BODIES),
    ...(has('header', 'Shoutouts-Position') ? OF_POSITIONS : []),
  ];
}

function problemResponse(codes: readonly ProblemCode[]): Operation['responses'][string] {
  const examples = codes.map((code) => {
    const { title, action } = PROBLEMS[code];
    const value = { ...problemFor(code, title), instance: 'urn:uuid:01938f5e-6f3a-7c41-9a55-0d6d5c1b8f10' };
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

const header = (name: string, description: string, example: string): Parameter => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string', example },
});

const COMMAND_HEADERS: readonly Parameter[] = [
  header(
    'Idempotency-Key',
    'Makes it safe to repeat the request: a repetition within 30 days gets the first answer.',
    'b3c4d5e6-8f7a-4b1c-9d2e-3f4a5b6c7d8e',
  ),
  header('If-Match', 'The `ETag` you have seen: refused with 412 when it has changed since.', '"3"'),
];

import type { OpenAPIObject } from '@nestjs/swagger';
import { isProblemCode, type ProblemCode } from '../problems/table.js';
import { ETAG_HEADER, LOCATION_HEADER, POSITION_ANSWERED } from './answer-headers.js';
import { problemResponses } from './problem-responses.js';
import { PROBLEMS_EXTENSION } from './problems.js';

type PathItem = OpenAPIObject['paths'][string];
type Operation = NonNullable<PathItem['get']>;
type Parameter = NonNullable<Operation['parameters']>[number];

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

/** Adds what follows from the kind of each operation, so that controllers name only what is their own. */
export function completeOperations(document: OpenAPIObject): void {
  for (const path of Object.values(document.paths))
    for (const method of METHODS) {
      const operation = path[method];
      if (operation !== undefined) complete(operation, method);
    }
}

interface Kind {
  readonly mayHaveBody: boolean;
  readonly isOfSomebody: boolean;
  /** It heeds `Idempotency-Key`. */
  readonly isRepeatable: boolean;
  /** It heeds `If-Match`, and answers with a revision and a position. */
  readonly isCommand: boolean;
}

function kindOf(operation: Operation, method: (typeof METHODS)[number]): Kind {
  const isOfSomebody = operation.security !== undefined && operation.security.length > 0;
  return {
    mayHaveBody: method !== 'get',
    isOfSomebody,
    isRepeatable: method === 'post' && isOfSomebody,
    isCommand: hasParameter(operation, 'header', 'If-Match'),
  };
}

function complete(operation: Operation, method: (typeof METHODS)[number]): void {
  const kind = kindOf(operation, method);
  const codes = [...ownProblems(operation), ...problemsOfInput(operation), ...problemsOfKind(kind)];
  if (kind.isCommand) addAnswerHeaders(operation);
  Object.assign(operation.responses, problemResponses(codes));
  operation.parameters = [
    ...(operation.parameters ?? []),
    ...(kind.isRepeatable ? [IDEMPOTENCY_KEY, CORRELATION_ID] : []),
    ...(kind.isOfSomebody ? [ROLE] : []),
  ].map(withoutPrefilledValue);
}

/** The page sends an optional parameter's example along unless it is deleted there: in words, it only explains. */
function withoutPrefilledValue(parameter: Parameter): Parameter {
  if ('$ref' in parameter || parameter.required === true) return parameter;
  const { schema, description = '' } = parameter;
  if (schema === undefined || '$ref' in schema || schema.example === undefined) return parameter;
  const example = String(schema.example as unknown);
  return {
    ...parameter,
    description: `${description} Such as \`${example}\`.`.trim(),
    schema: { ...schema, example: undefined },
  };
}

const problemsOfKind = ({
  mayHaveBody,
  isOfSomebody,
  isRepeatable,
  isCommand,
}: Kind): readonly ProblemCode[] => [
  ...(mayHaveBody ? OF_BODIES : []),
  ...(isOfSomebody ? OF_TOKENS : []),
  ...(isRepeatable ? OF_REPETITIONS : []),
  ...(isCommand ? OF_COMMANDS : []),
  'store_unavailable',
  'internal_error',
];

/** Of every request that may have a body, for it is read before anybody knows whether it is wanted. */
const OF_BODIES = ['body_invalid', 'body_too_large', 'unsupported_media_type'] as const;
const OF_POSITIONS = ['position_invalid', 'read_model_behind'] as const;
const OF_TOKENS = ['token_missing', 'token_invalid', 'token_expired', 'not_allowed'] as const;
const OF_REPETITIONS = ['idempotency_key_invalid', 'idempotency_key_reused', 'outcome_unknown'] as const;
const OF_COMMANDS = ['precondition_invalid', 'revision_changed'] as const;

function addAnswerHeaders({ responses }: Operation): void {
  const made = { Location: LOCATION_HEADER };
  for (const [status, response] of Object.entries(responses))
    if (response !== undefined && 'description' in response)
      response.headers = {
        ETag: ETAG_HEADER,
        'Shoutouts-Position': POSITION_ANSWERED,
        ...(status === '200' ? {} : made),
      };
}

function ownProblems(operation: Operation): readonly ProblemCode[] {
  const extended = operation as Operation & Partial<Record<typeof PROBLEMS_EXTENSION, readonly string[]>>;
  const codes = extended[PROBLEMS_EXTENSION] ?? [];
  delete extended[PROBLEMS_EXTENSION];
  return codes.filter(isProblemCode);
}

const hasParameter = ({ parameters = [] }: Operation, place: string, name?: string): boolean =>
  parameters.some((one) => 'in' in one && one.in === place && (name === undefined || one.name === name));

function problemsOfInput(operation: Operation): readonly ProblemCode[] {
  const has = (place: string, name?: string): boolean => hasParameter(operation, place, name);
  return [
    ...(operation.requestBody !== undefined || has('query') ? (['validation_failed'] as const) : []),
    'unknown_field',
    ...(has('path') ? (['url_invalid'] as const) : []),
    ...(has('query', 'starting_after') ? (['cursor_invalid'] as const) : []),
    ...(has('header', 'Shoutouts-Position') ? OF_POSITIONS : []),
  ];
}

const header = (name: string, description: string, example: string): Parameter => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string', example },
});

const IDEMPOTENCY_KEY = header(
  'Idempotency-Key',
  'Makes it safe to repeat the request: a repetition within 30 days gets the first answer.',
  'b3c4d5e6-8f7a-4b1c-9d2e-3f4a5b6c7d8e',
);
const CORRELATION_ID = header(
  'Shoutouts-Correlation-Id',
  'A UUID that stands in the audit trail with everything that the request sets in motion.',
  '3d0f1c2b-6a5e-4f7d-8c9b-0a1b2c3d4e5f',
);
const ROLE = header('Shoutouts-Role', 'In which of their roles somebody with several acts.', 'fan');

import type { FastifyReply } from 'fastify';
import { type ProblemCode, PROBLEMS } from './table.js';

/** What is wrong with one field. The value itself is never repeated: it may be personal. */
export interface FieldError {
  /** `price.amount_minor`, `prices.0.currency`. */
  readonly field: string;
  readonly detail: string;
}

/** Problem details (RFC 9457) with our members: clients go by `code`. */
export interface Problem {
  /** A relative reference to where this kind of problem is described. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  /** What the caller can do. */
  readonly action: string;
  readonly errors?: readonly FieldError[];
}

export interface ProblemExtras {
  readonly errors?: readonly FieldError[];
  /** What this instance depends on, and how that is. */
  readonly dependencies?: readonly object[];
  readonly headers?: Readonly<Record<string, string>>;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** @param detail about this case, for a person; never what the client sent, never personal data */
export function problemFor(code: ProblemCode, detail: string, errors?: readonly FieldError[]): Problem {
  const { status, title, action } = PROBLEMS[code];
  return {
    type: `/docs/problems#${code}`,
    title,
    status,
    detail,
    code,
    action,
    ...(errors === undefined ? {} : { errors }),
  };
}

const RETRY_AFTER: Readonly<Record<string, string>> = { 'retry-after': '1' };
const challenge = (error: string): Readonly<Record<string, string>> => ({
  'www-authenticate': `Bearer realm="shoutouts"${error}`,
});

/** Headers that HTTP itself asks for with a problem (RFC 9110 and, for tokens, RFC 6750). */
const HEADERS: Partial<Record<ProblemCode, Readonly<Record<string, string>>>> = {
  token_missing: challenge(''),
  token_invalid: challenge(', error="invalid_token"'),
  token_expired: challenge(', error="invalid_token", error_description="expired"'),
  not_allowed: challenge(', error="insufficient_scope"'),
  read_model_behind: RETRY_AFTER,
  store_unavailable: RETRY_AFTER,
  outcome_unknown: RETRY_AFTER,
  too_many_requests: RETRY_AFTER,
};

/** Answers with a problem; its `instance` names the request, as the log does. */
export function sendProblem(
  reply: FastifyReply,
  code: ProblemCode,
  detail: string,
  { errors, dependencies, headers }: ProblemExtras = {},
): FastifyReply {
  const problem = problemFor(code, detail, errors);
  const body = JSON.stringify({ ...problem, instance: `urn:uuid:${reply.request.id}`, dependencies });
  return (
    reply
      .code(problem.status)
      .headers({ ...HEADERS[code], ...headers })
      .header('content-type', PROBLEM_MEDIA_TYPE)
      // Bytes: to text Fastify would add a charset, which this media type has no parameter for.
      .send(Buffer.from(body))
  );
}

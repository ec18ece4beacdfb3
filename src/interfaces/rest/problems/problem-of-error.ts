import { HttpException } from '@nestjs/common';
import {
  IdempotencyKeysUnavailableError,
  RequestUnderWayError,
} from '../../../application/ports/idempotency-keys.js';
import {
  IdentityUnavailableError,
  TokenExpiredError,
  TokenInvalidError,
} from '../../../application/ports/identity.js';
import {
  AppendOutcomeUnknownError,
  AppendTooLargeError,
  EventStoreUnavailableError,
} from '../../../application/ports/event-store.js';
import { InvalidCursorError, ReadModelsUnavailableError } from '../../../application/ports/read-models.js';
import {
  PaymentGatewayUnusableError,
  PaymentOutcomeUnknownError,
} from '../../../application/ports/payment-gateway.js';
import { SubjectErasedError, SubjectKeysUnavailableError } from '../../../application/ports/subject-keys.js';
import { VideosUnavailableError } from '../../../application/ports/video-store.js';
import {
  BuildGoneError,
  BuildOfAnotherVersionError,
  BuildServesError,
  RebuildUnderWayError,
} from '../../../application/runtime/build-refused.js';
import { RevisionChangedError, TooManyConflictsError } from '../../../application/runtime/outcome.js';
import {
  PositionBeyondLogError,
  ReadModelBehindError,
} from '../../../application/runtime/read-model-behind.js';
import { AsOfInvalidError } from '../../../application/reports/as-of.js';
import { ProblemError } from './problem-error.js';
import type { ProblemCode } from './table.js';

type ErrorClass = abstract new (...args: never[]) => Error;

const UNAVAILABLE = 'a part of the service cannot be reached; nothing was done';

/** The errors of the ports and runtimes that a caller can do something about. */
const KNOWN: readonly (readonly [ErrorClass, ProblemCode, string])[] = [
  [TokenInvalidError, 'token_invalid', 'the token was not accepted'],
  [TokenExpiredError, 'token_expired', 'the token has expired'],
  [IdentityUnavailableError, 'store_unavailable', 'the keys of the issuer cannot be reached'],
  [RevisionChangedError, 'revision_changed', 'it is at another revision than If-Match says'],
  [TooManyConflictsError, 'store_unavailable', 'others changed it again and again; nothing was done'],
  [EventStoreUnavailableError, 'store_unavailable', UNAVAILABLE],
  [ReadModelsUnavailableError, 'store_unavailable', UNAVAILABLE],
  [IdempotencyKeysUnavailableError, 'store_unavailable', UNAVAILABLE],
  [RequestUnderWayError, 'outcome_unknown', 'the first request with this key has not been answered yet'],
  [PaymentOutcomeUnknownError, 'store_unavailable', 'the payment provider does not answer'],
  [PaymentGatewayUnusableError, 'store_unavailable', 'the payment provider does not take our credentials'],
  [VideosUnavailableError, 'store_unavailable', UNAVAILABLE],
  [SubjectKeysUnavailableError, 'store_unavailable', UNAVAILABLE],
  [AppendOutcomeUnknownError, 'outcome_unknown', 'the reply of the store was lost'],
  [AppendTooLargeError, 'body_too_large', 'the request makes more than one append can carry'],
  [PositionBeyondLogError, 'position_invalid', 'nothing in the log has this position, or a later one'],
  [
    AsOfInvalidError,
    'as_of_invalid',
    'the log does not reach there, or what is recorded then may still come',
  ],
  [ReadModelBehindError, 'read_model_behind', 'the view has not reached Shoutouts-Position yet'],
  [
    RebuildUnderWayError,
    'rebuild_under_way',
    'another build of this read model is there already: wait for it, or stop and drop it',
  ],
  [BuildGoneError, 'build_gone', 'nothing is kept, or no such build is there'],
  [BuildServesError, 'build_serves', 'this build is the one that serves'],
  [
    BuildOfAnotherVersionError,
    'build_of_another_version',
    'what is kept was made by rules that this release does not have',
  ],
  [InvalidCursorError, 'cursor_invalid', 'the cursor is not one of this list'],
  [SubjectErasedError, 'person_erased', 'the personal data has been erased'],
];

/** Errors by which Fastify turns a request down before any handler. */
const OF_FASTIFY: Readonly<Record<string, readonly [ProblemCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['body_too_large', 'a body has at most 64 KiB'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'only JSON is read here'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['body_invalid', 'the body is not as long as Content-Length says'],
  // The client went away in the middle of its body.
  ECONNRESET: ['body_invalid', 'the connection ended before the body did'],
  FST_ERR_BAD_URL: ['url_invalid', 'the path is not well-formed'],
  FST_ERR_MAX_PARAM_LENGTH: ['url_invalid', 'a part of the path is too long'],
};

const OF_STATUS: Readonly<Record<number, readonly [ProblemCode, string]>> = {
  400: ['validation_failed', 'the request is malformed'],
  401: ['token_invalid', 'the token was not accepted'],
  403: ['not_allowed', 'this role may not do this'],
  404: ['not_found', 'there is nothing at this address'],
  413: ['body_too_large', 'the body is too large'],
  415: ['unsupported_media_type', 'only JSON is read here'],
  429: ['too_many_requests', 'too many requests'],
  503: ['store_unavailable', UNAVAILABLE],
};

/** What a thrown error means for the caller; `undefined` for a fault of ours, about which it is told nothing. */
export function problemOfError(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  const known = KNOWN.find(([errorClass]) => error instanceof errorClass);
  if (known !== undefined) return withCurrent(error, new ProblemError(known[1], known[2]));
  // Nest wraps what Fastify says.
  const original = error instanceof HttpException ? (error.cause ?? error) : error;
  const [code, detail] = OF_FASTIFY[codeOf(original)] ?? OF_STATUS[statusOf(original)] ?? [];
  return code === undefined || detail === undefined ? undefined : new ProblemError(code, detail);
}

/** The revision of now saves the caller a request. */
function withCurrent(error: unknown, problem: ProblemError): ProblemError {
  if (!(error instanceof RevisionChangedError)) return problem;
  return new ProblemError(problem.code, problem.detail, { headers: { etag: `"${String(error.current)}"` } });
}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code);

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return codeOf(error).startsWith('FST_') && typeof status === 'number' ? status : 500;
}

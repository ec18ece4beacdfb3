import type { Account } from './account.js';
import { ApiError } from './api-error.js';
import { FaultPlan, type Fault } from './faults.js';
import { decodeForm } from './form.js';
import { checkKey, fingerprintOf, keyInUse, Replies, type Reply } from './idempotency.js';
import type { Route } from './route.js';
import { findRoute } from './routes.js';

export interface ApiRequest {
  /** `req_…` */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** The query of a GET, the body of a POST. */
  readonly form: string;
  readonly idempotencyKey: string | undefined;
}

/** What the client gets to see: an answer, a broken connection, or nothing at all. */
export type Outcome =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'cut' }
  /** Silence until the client gives up; then `end` must be called. */
  | { readonly kind: 'hang'; readonly end: () => void };

/** Stripe has taken the request, and keeps its answer for the key. */
const TAKEN_BEFORE_FAILING: readonly Fault[] = ['error_500', 'error_500_undone', 'cut_after', 'hang_after'];

/** Stripe's API over the account's books, with idempotency, and with faults where they were asked for. */
export class Api {
  readonly replies: Replies;
  readonly #inFlight = new Set<string>();

  constructor(
    private readonly account: Account,
    private readonly faults: FaultPlan,
  ) {
    this.replies = new Replies(account.records);
  }

  handle(request: ApiRequest): Outcome {
    try {
      const { route, ids } = findRoute(request.method, request.path);
      const key = request.method === 'POST' ? request.idempotencyKey : undefined;
      if (key !== undefined) {
        checkKey(key);
        if (this.#inFlight.has(key)) throw keyInUse();
      }
      const fault = this.faults.take(route.operation);
      const reply =
        fault === undefined || TAKEN_BEFORE_FAILING.includes(fault)
          ? this.#once(request, key, () => this.#perform(route, request, ids, fault))
          : rateLimited;
      return this.#seenThrough(fault, reply, key);
    } catch (error) {
      if (error instanceof ApiError) return { kind: 'reply', reply: asReply(error) };
      throw error;
    }
  }

  /** The first answer to the key, if there is one; else the work and its answer are recorded in one step. */
  #once(request: ApiRequest, key: string | undefined, perform: () => Reply): Reply {
    const origin = { id: request.id, idempotencyKey: key ?? null };
    if (key === undefined) return this.account.perform(origin, perform);
    const fingerprint = fingerprintOf(request.method, request.path, request.form);
    return this.account.perform(origin, () => {
      const first = this.replies.find(key, fingerprint);
      if (first !== undefined) return first;
      const reply = perform();
      this.replies.save(key, fingerprint, reply);
      return reply;
    });
  }

  #perform(route: Route, request: ApiRequest, ids: readonly string[], fault: Fault | undefined): Reply {
    const work = route.prepare(decodeForm(request.form), ids);
    if (fault === 'error_500_undone') return unknownError;
    const reply = this.#answer(work);
    return fault === 'error_500' ? unknownError : reply;
  }

  /** Refusals are answers too, kept for the key. Every handler refuses before it writes. */
  #answer(work: (account: Account) => object): Reply {
    try {
      const answer = work(this.account);
      return answer instanceof ApiError ? asReply(answer) : { status: 200, body: answer };
    } catch (error) {
      if (error instanceof ApiError) return asReply(error);
      throw error;
    }
  }

  #seenThrough(fault: Fault | undefined, reply: Reply, key: string | undefined): Outcome {
    if (fault === 'cut_before' || fault === 'cut_after') return { kind: 'cut' };
    if (fault !== 'hang_before' && fault !== 'hang_after') return { kind: 'reply', reply };
    if (key === undefined) return { kind: 'hang', end: () => undefined };
    this.#inFlight.add(key);
    return { kind: 'hang', end: () => this.#inFlight.delete(key) };
  }
}

const asReply = (error: ApiError): Reply => ({ status: error.status, body: error.body() });

const unknownError = asReply(new ApiError(500, 'api_error', 'An unknown error occurred'));

const rateLimited = asReply(
  new ApiError(429, 'invalid_request_error', 'Request rate limit exceeded.', { code: 'rate_limit' }),
);

import type { Account } from './account.js';
import { idIn } from './identifiers.js';
import { ApiError, noSuch } from './api-error.js';
import { findCharge } from './charges.js';
import { findDispute } from './disputes.js';
import type { FormFields } from './form.js';
import * as param from './params.js';
import {
  cancelPaymentIntent,
  confirmPaymentIntent,
  createPaymentIntent,
  findPaymentIntent,
} from './payment-intents.js';
import type { Kind, Kinds, ListOptions } from './records.js';
import { createRefund, findRefund } from './refunds.js';

/** One operation of Stripe's API. Parameters that it does not know are refused, as Stripe refuses them. */
export interface Route {
  /** As faults name it: `refunds.create`. */
  readonly operation: string;
  readonly method: 'GET' | 'POST';
  /** Segments; `:id` stands for one. */
  readonly path: readonly string[];
  /**
   * Checks the parameters and gives back the work to do with them.
   * @throws ApiError for bad parameters; Stripe keeps no answer for the idempotency key then
   */
  readonly prepare: (given: FormFields, id: string) => (account: Account) => object;
}

type Shape = Parameters<typeof param.parseParams>[0];

const route =
  <S extends Shape>(operation: string, method: Route['method'], path: string, shape: S) =>
  (handle: (account: Account, params: param.Params<S>, id: string) => object): Route => ({
    operation,
    method,
    path: path.split('/'),
    prepare: (given, id) => {
      const params = param.parseParams(shape, given);
      return (account) => handle(account, params, id);
    },
  });

const PAGE = {
  limit: param.optional(param.integerBetween(1, 100)),
  starting_after: param.optional(param.text),
  ending_before: param.optional(param.text),
};
const DEFAULT_LIMIT = 10;

interface PageParams {
  readonly limit?: number;
  readonly starting_after?: string;
  readonly ending_before?: string;
}

function listed<K extends Kind>(
  account: Account,
  kind: K,
  url: string,
  params: PageParams,
  filter: Omit<ListOptions, 'limit' | 'startingAfter' | 'endingBefore'> = {},
): object {
  const { data, hasMore } = account.records.list<K>(kind, {
    ...filter,
    limit: params.limit ?? DEFAULT_LIMIT,
    startingAfter: known(account, kind, params.starting_after, 'starting_after'),
    endingBefore: known(account, kind, params.ending_before, 'ending_before'),
  });
  return { object: 'list', data, has_more: hasMore, url };
}

function known(account: Account, kind: Kind, id: string | undefined, name: string): string | undefined {
  if (id === undefined || account.records.find(kind, id) !== undefined) return id;
  throw noSuch(kind, id, name, 400);
}

function found<K extends Kind>(account: Account, kind: K, id: string): Kinds[K] {
  const object = account.records.find(kind, id);
  if (object === undefined) throw noSuch(kind, id);
  return object;
}

const paymentIntents: readonly Route[] = [
  route('payment_intents.create', 'POST', '/v1/payment_intents', {
    amount: param.required(param.integer),
    currency: param.required(param.currency),
    allowed_payment_method_types: param.optional(param.listOf(param.oneOf('card', 'link'))),
    automatic_payment_methods: param.optional(
      param.fields({
        enabled: param.required(param.flag),
        allow_redirects: param.optional(param.oneOf('always', 'never')),
      }),
    ),
    description: param.optional(param.text),
    metadata: param.optional(param.metadata),
    transfer_group: param.optional(param.text),
  })((account, params) =>
    createPaymentIntent(account, {
      amount: params.amount,
      currency: params.currency,
      metadata: params.metadata ?? {},
      allowed_payment_method_types: params.allowed_payment_method_types?.slice() ?? null,
      automatic_payment_methods: params.automatic_payment_methods ?? null,
      description: params.description ?? null,
      transfer_group: params.transfer_group ?? null,
    }),
  ),
  route(
    'payment_intents.list',
    'GET',
    '/v1/payment_intents',
    PAGE,
  )((account, params) => listed(account, 'payment_intent', '/v1/payment_intents', params)),
  route(
    'payment_intents.retrieve',
    'GET',
    '/v1/payment_intents/:id',
    {},
  )((account, _params, id) => findPaymentIntent(account, id)),
  route('payment_intents.confirm', 'POST', '/v1/payment_intents/:id/confirm', {
    payment_method: param.optional(param.text),
    return_url: param.optional(param.text),
    use_stripe_sdk: param.optional(param.flag),
  })((account, params, id) => confirmPaymentIntent(account, id, params.payment_method)),
  route('payment_intents.cancel', 'POST', '/v1/payment_intents/:id/cancel', {
    cancellation_reason: param.optional(
      param.oneOf('abandoned', 'duplicate', 'fraudulent', 'requested_by_customer'),
    ),
  })((account, params, id) => cancelPaymentIntent(account, id, params.cancellation_reason)),
];

const refunds: readonly Route[] = [
  route('refunds.create', 'POST', '/v1/refunds', {
    payment_intent: param.optional(param.text),
    charge: param.optional(param.text),
    amount: param.optional(param.integer),
    reason: param.optional(param.oneOf('duplicate', 'fraudulent', 'requested_by_customer')),
    metadata: param.optional(param.metadata),
  })(createRefund),
  route('refunds.list', 'GET', '/v1/refunds', {
    ...PAGE,
    payment_intent: param.optional(param.text),
    charge: param.optional(param.text),
  })((account, params) => {
    const { charge, payment_intent } = params;
    const belongsTo =
      charge === undefined ? payment_intent : idIn(findCharge(account, charge).payment_intent);
    return listed(account, 'refund', '/v1/refunds', params, { belongsTo });
  }),
  route('refunds.retrieve', 'GET', '/v1/refunds/:id', {})((account, _params, id) => findRefund(account, id)),
];

const others: readonly Route[] = [
  route('charges.retrieve', 'GET', '/v1/charges/:id', {})((account, _params, id) => findCharge(account, id)),
  route('charges.list', 'GET', '/v1/charges', { ...PAGE, payment_intent: param.optional(param.text) })(
    (account, params) =>
      listed(account, 'charge', '/v1/charges', params, { belongsTo: params.payment_intent }),
  ),
  route(
    'disputes.retrieve',
    'GET',
    '/v1/disputes/:id',
    {},
  )((account, _params, id) => findDispute(account, id)),
  route('disputes.list', 'GET', '/v1/disputes', { ...PAGE, payment_intent: param.optional(param.text) })(
    (account, params) =>
      listed(account, 'dispute', '/v1/disputes', params, { belongsTo: params.payment_intent }),
  ),
  route('balance_transactions.list', 'GET', '/v1/balance_transactions', {
    ...PAGE,
    source: param.optional(param.text),
    type: param.optional(param.text),
  })((account, params) =>
    listed(account, 'balance_transaction', '/v1/balance_transactions', params, {
      belongsTo: params.source,
      types: params.type === undefined ? undefined : [params.type],
    }),
  ),
  route(
    'balance_transactions.retrieve',
    'GET',
    '/v1/balance_transactions/:id',
    {},
  )((account, _params, id) => found(account, 'balance_transaction', id)),
  route('events.list', 'GET', '/v1/events', {
    ...PAGE,
    delivery_success: param.optional(param.flag),
    type: param.optional(param.text),
    types: param.optional(param.listOf(param.text)),
  })((account, params) =>
    listed(account, 'event', '/v1/events', params, {
      delivered: params.delivery_success,
      types: params.type === undefined ? params.types : [params.type],
    }),
  ),
  route(
    'events.retrieve',
    'GET',
    '/v1/events/:id',
    {},
  )((account, _params, id) => found(account, 'event', id)),
];

const ROUTES: readonly Route[] = [...paymentIntents, ...refunds, ...others];

/** @throws ApiError when Stripe (or this much of it) has no such URL */
export function findRoute(method: string, path: string): { readonly route: Route; readonly id: string } {
  const segments = path.split('/');
  for (const candidate of ROUTES) {
    if (candidate.method === method && fits(candidate.path, segments)) {
      return { route: candidate, id: segments[candidate.path.indexOf(':id')] ?? '' };
    }
  }
  throw new ApiError(404, 'invalid_request_error', `Unrecognized request URL (${method}: ${path}).`);
}

const fits = (pattern: readonly string[], segments: readonly string[]): boolean =>
  pattern.length === segments.length &&
  pattern.every((part, index) => (part === ':id' ? segments[index] !== '' : part === segments[index]));

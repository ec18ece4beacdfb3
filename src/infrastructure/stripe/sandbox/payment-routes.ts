import { idIn } from './identifiers.js';
import { findCharge } from './charges.js';
import { noEvidence } from './dispute-objects.js';
import { closeDispute, currentDispute, findDispute, updateDispute } from './disputes.js';
import { createFile } from './files.js';
import { found } from './found.js';
import * as param from './params.js';
import {
  cancelPaymentIntent,
  confirmPaymentIntent,
  createPaymentIntent,
  findPaymentIntent,
} from './payment-intents.js';
import { createRefund, findRefund } from './refunds.js';
import { CREATED, listed, PAGE, route, type Route } from './route.js';

export const paymentIntents: readonly Route[] = [
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
  route('payment_intents.list', 'GET', '/v1/payment_intents', { ...PAGE, ...CREATED })((account, params) =>
    listed(account, 'payment_intent', '/v1/payment_intents', params),
  ),
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

export const refunds: readonly Route[] = [
  route('refunds.create', 'POST', '/v1/refunds', {
    payment_intent: param.optional(param.text),
    charge: param.optional(param.text),
    amount: param.optional(param.integer),
    reason: param.optional(param.oneOf('duplicate', 'fraudulent', 'requested_by_customer')),
    metadata: param.optional(param.metadata),
  })(createRefund),
  route('refunds.list', 'GET', '/v1/refunds', {
    ...PAGE,
    ...CREATED,
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

export const charges: readonly Route[] = [
  route('charges.retrieve', 'GET', '/v1/charges/:id', {})((account, _params, id) => findCharge(account, id)),
  route('charges.list', 'GET', '/v1/charges', {
    ...PAGE,
    ...CREATED,
    payment_intent: param.optional(param.text),
    transfer_group: param.optional(param.text),
  })((account, params) =>
    listed(account, 'charge', '/v1/charges', params, {
      belongsTo: params.payment_intent,
      members: { transfer_group: params.transfer_group },
    }),
  ),
];

/** Every kind of evidence but files and the networks' own forms. */
/** Stripe's own limit for each field. */
const EVIDENCE_CHARS = 20_000;
const EVIDENCE = Object.fromEntries(
  Object.keys(noEvidence())
    .filter((name) => name !== 'enhanced_evidence')
    .map((name) => [name, param.optional(param.textUpTo(EVIDENCE_CHARS))]),
);

/** As the bytes of a form with a file in it are read. */
const UPLOADED = {
  filename: param.required(param.text),
  type: param.required(param.text),
  size: param.required(param.integerBetween(1, Number.MAX_SAFE_INTEGER)),
  sha256: param.required(param.text),
};

export const files: readonly Route[] = [
  route('files.create', 'POST', '/v1/files', {
    purpose: param.required(param.oneOf('dispute_evidence')),
    file: param.required(param.fields(UPLOADED)),
  })((account, params) => createFile(account, params)),
  route('files.retrieve', 'GET', '/v1/files/:id', {})((account, _params, id) => found(account, 'file', id)),
];

export const disputes: readonly Route[] = [
  route(
    'disputes.retrieve',
    'GET',
    '/v1/disputes/:id',
    {},
  )((account, _params, id) => findDispute(account, id)),
  route('disputes.update', 'POST', '/v1/disputes/:id', {
    evidence: param.optional(param.fields(EVIDENCE)),
    metadata: param.optional(param.metadata),
    submit: param.optional(param.flag),
  })((account, params, id) => updateDispute(account, id, params)),
  route(
    'disputes.close',
    'POST',
    '/v1/disputes/:id/close',
    {},
  )((account, _params, id) => closeDispute(account, id, 'lost')),
  route('disputes.list', 'GET', '/v1/disputes', {
    ...PAGE,
    ...CREATED,
    charge: param.optional(param.text),
    payment_intent: param.optional(param.text),
  })((account, params) => {
    const page = listed(account, 'dispute', '/v1/disputes', params, {
      belongsTo: params.payment_intent,
      members: { charge: params.charge },
    });
    return { ...page, data: page.data.map((dispute) => currentDispute(account, dispute)) };
  }),
];

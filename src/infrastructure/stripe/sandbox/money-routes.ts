import type { Account } from './account.js';
import { createConnectedAccount, findConnectedAccount } from './connected-accounts.js';
import { balanceOf, currentTransaction } from './funds.js';
import { idIn } from './identifiers.js';
import * as param from './params.js';
import { findPayout } from './payouts.js';
import { CREATED, listed, PAGE, route, type Route } from './route.js';
import { createTransfer, findReversal, findTransfer, reverseTransfer } from './transfers.js';
import { found } from './found.js';

export const balances: readonly Route[] = [
  route('balance.retrieve', 'GET', '/v1/balance', {})((account) => balanceOf(account)),
  route('balance_transactions.list', 'GET', '/v1/balance_transactions', {
    ...PAGE,
    ...CREATED,
    currency: param.optional(param.currency),
    expand: param.optional(param.expand('data.source')),
    payout: param.optional(param.text),
    source: param.optional(param.text),
    type: param.optional(param.text),
  })((account, params) => {
    const page = listed(account, 'balance_transaction', '/v1/balance_transactions', params, {
      belongsTo: params.source,
      members: { currency: params.currency },
      payout: params.payout && findPayout(account, params.payout).id,
      types: params.type === undefined ? undefined : [params.type],
    });
    const current = page.data.map((transaction) => currentTransaction(account, transaction));
    return { ...page, data: params.expand === undefined ? current : current.map(withSource(account)) };
  }),
  route(
    'balance_transactions.retrieve',
    'GET',
    '/v1/balance_transactions/:id',
    {},
  )((account, _params, id) => currentTransaction(account, found(account, 'balance_transaction', id))),
];

const withSource =
  (account: Account) =>
  (transaction: ReturnType<typeof currentTransaction>): object => {
    const id = idIn(transaction.source);
    return { ...transaction, source: account.records.findAny(id) ?? id };
  };

export const payouts: readonly Route[] = [
  route('payouts.retrieve', 'GET', '/v1/payouts/:id', {})((account, _params, id) => findPayout(account, id)),
  route('payouts.list', 'GET', '/v1/payouts', {
    ...PAGE,
    ...CREATED,
    status: param.optional(param.oneOf('canceled', 'failed', 'in_transit', 'paid', 'pending')),
  })((account, params) =>
    listed(account, 'payout', '/v1/payouts', params, { members: { status: params.status } }),
  ),
  route(
    'topups.retrieve',
    'GET',
    '/v1/topups/:id',
    {},
  )((account, _params, id) => found(account, 'topup', id)),
  route('topups.list', 'GET', '/v1/topups', { ...PAGE, ...CREATED })((account, params) =>
    listed(account, 'topup', '/v1/topups', params),
  ),
];

const capability = param.optional(param.fields({ requested: param.optional(param.flag) }));

export const connectedAccounts: readonly Route[] = [
  route('accounts.create', 'POST', '/v1/accounts', {
    capabilities: param.optional(param.fields({ card_payments: capability, transfers: capability })),
    country: param.optional(param.text),
    default_currency: param.optional(param.currency),
    email: param.optional(param.text),
    metadata: param.optional(param.metadata),
    type: param.optional(param.oneOf('custom', 'express', 'standard')),
  })((account, { country = 'AE', default_currency = 'aed', email, metadata, type = 'standard' }) =>
    createConnectedAccount(account, {
      ...{ country, default_currency, type },
      email: email ?? null,
      metadata: { ...metadata },
    }),
  ),
  route(
    'accounts.retrieve',
    'GET',
    '/v1/accounts/:id',
    {},
  )((account, _params, id) => findConnectedAccount(account, id)),
  route('accounts.list', 'GET', '/v1/accounts', { ...PAGE, ...CREATED })((account, params) =>
    listed(account, 'account', '/v1/accounts', params),
  ),
];

export const transfers: readonly Route[] = [
  route('transfers.create', 'POST', '/v1/transfers', {
    amount: param.optional(param.integer),
    currency: param.required(param.currency),
    destination: param.required(param.text),
    description: param.optional(param.text),
    metadata: param.optional(param.metadata),
    source_transaction: param.optional(param.text),
    transfer_group: param.optional(param.text),
  })(createTransfer),
  route(
    'transfers.retrieve',
    'GET',
    '/v1/transfers/:id',
    {},
  )((account, _params, id) => findTransfer(account, id)),
  route('transfers.list', 'GET', '/v1/transfers', {
    ...PAGE,
    ...CREATED,
    destination: param.optional(param.text),
    transfer_group: param.optional(param.text),
  })((account, params) =>
    listed(account, 'transfer', '/v1/transfers', params, {
      belongsTo: params.transfer_group,
      members: { destination: params.destination },
    }),
  ),
  route('transfer_reversals.create', 'POST', '/v1/transfers/:id/reversals', {
    amount: param.optional(param.integer),
    description: param.optional(param.text),
    metadata: param.optional(param.metadata),
  })((account, params, id) => reverseTransfer(account, id, params)),
  route(
    'transfer_reversals.list',
    'GET',
    '/v1/transfers/:id/reversals',
    PAGE,
  )((account, params, id) =>
    listed(account, 'transfer_reversal', `/v1/transfers/${id}/reversals`, params, {
      belongsTo: findTransfer(account, id).id,
    }),
  ),
  route(
    'transfer_reversals.retrieve',
    'GET',
    '/v1/transfers/:id/reversals/:reversal',
    {},
  )((account, _params, id, reversalId) => findReversal(account, id, reversalId)),
];

export const events: readonly Route[] = [
  route('events.list', 'GET', '/v1/events', {
    ...PAGE,
    ...CREATED,
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

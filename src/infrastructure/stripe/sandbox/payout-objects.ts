import type Stripe from 'stripe';
import { newId } from './identifiers.js';

/** How long a bank takes to book what was sent to it. */
const ARRIVAL_S = 2 * 86_400;

/** What Stripe sends to the merchant's own bank by itself. */
export const newAutomaticPayout = (
  given: Pick<Stripe.Payout, 'amount' | 'created' | 'currency'> & { readonly destination: string },
): Stripe.Payout => ({
  id: newId('po'),
  object: 'payout',
  application_fee: null,
  application_fee_amount: null,
  arrival_date: given.created + ARRIVAL_S,
  automatic: true,
  balance_transaction: null,
  description: 'STRIPE PAYOUT',
  failure_balance_transaction: null,
  failure_code: null,
  failure_message: null,
  livemode: false,
  metadata: {},
  method: 'standard',
  original_payout: null,
  payout_method: null,
  reconciliation_status: 'completed',
  reversed_by: null,
  source_type: 'card',
  statement_descriptor: null,
  status: 'in_transit',
  trace_id: { status: 'pending', value: null },
  type: 'bank_account',
  ...given,
});

/** Money that the merchant has added to the balance from the bank. */
export const newTopup = (given: Pick<Stripe.Topup, 'amount' | 'created' | 'currency'>): Stripe.Topup => ({
  id: newId('tu'),
  object: 'topup',
  balance_transaction: null,
  description: null,
  expected_availability_date: given.created,
  failure_code: null,
  failure_message: null,
  initiated_by: 'user',
  livemode: false,
  metadata: {},
  source: null,
  statement_descriptor: null,
  status: 'succeeded',
  transfer_group: null,
  ...given,
});

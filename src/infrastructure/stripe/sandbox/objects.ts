import type Stripe from 'stripe';
import { newId, randomText } from './identifiers.js';

/**
 * New objects with every member that Stripe's have, checked by the compiler against the SDK's own types. Each
 * builder takes what differs; the rest is what a plain card payment carries.
 */

export type NewPaymentIntent = Pick<Stripe.PaymentIntent, 'amount' | 'currency' | 'created' | 'metadata'> &
  Partial<
    Pick<
      Stripe.PaymentIntent,
      'description' | 'transfer_group' | 'allowed_payment_method_types' | 'automatic_payment_methods'
    >
  >;

export function newPaymentIntent(given: NewPaymentIntent): Stripe.PaymentIntent {
  const id = newId('pi');
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic',
    client_secret: `${id}_secret_${randomText(25)}`,
    confirmation_method: 'automatic',
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_group: null,
    ...given,
  };
}

/** A charge that succeeded; for a failed one see the caller. */
export const newCharge = (
  intent: Stripe.PaymentIntent,
  paymentMethod: string,
  created: number,
): Stripe.Charge => ({
  id: newId('ch'),
  object: 'charge',
  amount: intent.amount,
  amount_captured: intent.amount,
  amount_refunded: 0,
  application: null,
  application_fee: null,
  application_fee_amount: null,
  balance_transaction: null,
  billing_details: {
    address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
    email: null,
    name: null,
    phone: null,
    tax_id: null,
  },
  calculated_statement_descriptor: 'SANDBOX',
  captured: true,
  created,
  currency: intent.currency,
  customer: null,
  description: intent.description,
  disputed: false,
  failure_balance_transaction: null,
  failure_code: null,
  failure_message: null,
  fraud_details: {},
  livemode: false,
  metadata: intent.metadata,
  on_behalf_of: null,
  outcome: {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: 'approved_by_network',
    reason: null,
    risk_level: 'normal',
    seller_message: 'Payment complete.',
    type: 'authorized',
  },
  paid: true,
  payment_intent: intent.id,
  payment_method: paymentMethod,
  payment_method_details: { card: cardDetails(intent.amount), type: 'card' },
  receipt_email: null,
  receipt_number: null,
  receipt_url: null,
  refunded: false,
  review: null,
  shipping: null,
  source: null,
  source_transfer: null,
  statement_descriptor: null,
  statement_descriptor_suffix: null,
  status: 'succeeded',
  transfer_data: null,
  transfer_group: intent.transfer_group,
});

const cardDetails = (amount: number): Stripe.Charge.PaymentMethodDetails.Card => ({
  amount_authorized: amount,
  authorization_code: null,
  brand: 'visa',
  checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
  country: 'AE',
  electronic_commerce_indicator: null,
  exp_month: 12,
  exp_year: 2034,
  funding: 'credit',
  installments: null,
  last4: '4242',
  mandate: null,
  network: 'visa',
  network_transaction_id: null,
  regulated_status: 'unregulated',
  three_d_secure: null,
  transaction_link_id: null,
  wallet: null,
});

export type NewRefund = Pick<Stripe.Refund, 'amount' | 'created' | 'metadata' | 'reason' | 'status'>;

export const newRefund = (charge: Stripe.Charge, given: NewRefund): Stripe.Refund => ({
  id: newId('re'),
  object: 'refund',
  balance_transaction: null,
  charge: charge.id,
  currency: charge.currency,
  customer: null,
  customer_account: null,
  destination_details: { card: { type: 'refund' }, type: 'card' },
  payment_intent: charge.payment_intent,
  payment_method: charge.payment_method,
  receipt_number: null,
  source_transfer_reversal: null,
  transfer_reversal: null,
  ...given,
});

export type NewBalanceTransaction = Pick<
  Stripe.BalanceTransaction,
  'amount' | 'created' | 'currency' | 'fee' | 'type'
> &
  Partial<Pick<Stripe.BalanceTransaction, 'available_on' | 'description' | 'reporting_category'>> & {
    readonly source: string;
  };

export const newBalanceTransaction = (given: NewBalanceTransaction): Stripe.BalanceTransaction => ({
  id: newId('txn'),
  object: 'balance_transaction',
  available_on: given.created,
  balance_type: 'payments',
  description: null,
  exchange_rate: null,
  fee_details:
    given.fee === 0
      ? []
      : [
          {
            amount: given.fee,
            application: null,
            currency: given.currency,
            description: given.type === 'adjustment' ? 'Dispute fee' : 'Stripe processing fees',
            type: 'stripe_fee',
          },
        ],
  net: given.amount - given.fee,
  reporting_category: given.type,
  status: (given.available_on ?? given.created) > given.created ? 'pending' : 'available',
  ...given,
});

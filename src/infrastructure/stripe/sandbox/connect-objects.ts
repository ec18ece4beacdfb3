import type Stripe from 'stripe';
import { newId } from './identifiers.js';

/** What Stripe wants to know of a person before it lets money go there. */
const ASKED_AT_FIRST = ['external_account', 'tos_acceptance.date', 'tos_acceptance.ip'];

export type NewAccount = Pick<Stripe.Account, 'type'> & {
  readonly country: string;
  readonly created: number;
  readonly default_currency: string;
  readonly email: string | null;
  readonly metadata: Stripe.Metadata;
};

/** An account of which nothing is known yet: nothing can be transferred to it. */
export function newAccount(given: NewAccount): Stripe.Account {
  const id = newId('acct');
  return {
    id,
    object: 'account',
    business_profile: noProfile(),
    business_type: null,
    capabilities: { card_payments: 'inactive', transfers: 'inactive' },
    charges_enabled: false,
    controller: { type: 'account' },
    details_submitted: false,
    external_accounts: {
      object: 'list',
      data: [],
      has_more: false,
      url: `/v1/accounts/${id}/external_accounts`,
    },
    future_requirements: requirements([], null),
    payouts_enabled: false,
    requirements: requirements(ASKED_AT_FIRST, 'requirements.past_due'),
    settings: plainSettings(),
    tos_acceptance: { date: null, ip: null, user_agent: null },
    ...given,
  };
}

export type DisabledReason = Stripe.Account.Requirements.DisabledReason;

export const requirements = (
  due: readonly string[],
  disabledReason: DisabledReason | null,
): Stripe.Account.Requirements => ({
  alternatives: [],
  current_deadline: null,
  currently_due: [...due],
  disabled_reason: disabledReason,
  errors: [],
  eventually_due: [...due],
  past_due: [...due],
  pending_verification: [],
});

const noProfile = (): Stripe.Account.BusinessProfile => ({
  annual_revenue: null,
  estimated_worker_count: null,
  mcc: null,
  minority_owned_business_designation: null,
  name: null,
  product_description: null,
  specified_commercial_transactions_act_url: null,
  support_address: null,
  support_email: null,
  support_phone: null,
  support_url: null,
  url: null,
});

const plainSettings = (): Stripe.Account.Settings => ({
  branding: { icon: null, logo: null, primary_color: null, secondary_color: null },
  card_payments: {
    decline_on: { avs_failure: true, cvc_failure: true },
    statement_descriptor_prefix: null,
    statement_descriptor_prefix_kana: null,
    statement_descriptor_prefix_kanji: null,
  },
  dashboard: { display_name: null, timezone: 'Etc/UTC' },
  payments: {
    statement_descriptor: null,
    statement_descriptor_kana: null,
    statement_descriptor_kanji: null,
    statement_descriptor_prefix_kana: null,
    statement_descriptor_prefix_kanji: null,
  },
  payouts: {
    debit_negative_balances: true,
    schedule: { delay_days: 2, interval: 'daily' },
    statement_descriptor: null,
  },
});

export type NewTransfer = Pick<
  Stripe.Transfer,
  'amount' | 'created' | 'currency' | 'description' | 'metadata' | 'transfer_group'
> & { readonly destination: string; readonly source_transaction: string | null };

export function newTransfer(given: NewTransfer): Stripe.Transfer {
  const id = newId('tr');
  return {
    id,
    object: 'transfer',
    amount_reversed: 0,
    balance_transaction: null,
    destination_payment: newId('py'),
    livemode: false,
    reversals: { object: 'list', data: [], has_more: false, url: `/v1/transfers/${id}/reversals` },
    reversed: false,
    source_type: 'card',
    ...given,
  };
}

export const newTransferReversal = (
  transfer: Stripe.Transfer,
  given: Pick<Stripe.TransferReversal, 'amount' | 'created' | 'metadata'>,
): Stripe.TransferReversal => ({
  id: newId('trr'),
  object: 'transfer_reversal',
  balance_transaction: null,
  currency: transfer.currency,
  destination_payment_refund: newId('pyr'),
  source_refund: null,
  transfer: transfer.id,
  ...given,
});

import type Stripe from 'stripe';
import { newId } from './identifiers.js';

/** Days that a merchant has to answer a dispute. */
const EVIDENCE_DAYS = 9;
const DAY_S = 86_400;

export const evidenceDueBy = (createdS: number): number => createdS + EVIDENCE_DAYS * DAY_S;

export const newDispute = (
  charge: Stripe.Charge,
  given: {
    readonly created: number;
    readonly reason: string;
    readonly inquiry: boolean;
    /** All of the charge by default. */
    readonly amount?: number | undefined;
  },
): Stripe.Dispute => ({
  id: newId('dp'),
  object: 'dispute',
  amount: given.amount ?? charge.amount,
  balance_transactions: [],
  charge: charge.id,
  created: given.created,
  currency: charge.currency,
  enhanced_eligibility_types: [],
  evidence: noEvidence(),
  evidence_details: {
    due_by: evidenceDueBy(given.created),
    enhanced_eligibility: {},
    has_evidence: false,
    past_due: false,
    submission_count: 0,
    submission_method: 'not_submitted',
  },
  intended_submission_method: null,
  is_charge_refundable: given.inquiry,
  livemode: false,
  metadata: {},
  payment_intent: charge.payment_intent,
  payment_method_details: {
    card: {
      brand: 'visa',
      case_type: given.inquiry ? 'inquiry' : 'chargeback',
      network: 'visa',
      network_reason_code: null,
    },
    type: 'card',
  },
  reason: given.reason,
  status: given.inquiry ? 'warning_needs_response' : 'needs_response',
});

export const noEvidence = (): Stripe.Dispute.Evidence => ({
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
});

/**
 * An expected refusal: a value with a stable code, never an exception. The code is part of the API: what it
 * means over HTTP, and what the caller can do, is in the one table of problems.
 */
export class Rejection {
  constructor(
    readonly code: RejectionCode,
    /** One sentence for the caller, with the numbers of this case; never personal data. */
    readonly detail: string,
    /** Which fields of the command are wrong, where that can be said. */
    readonly fields: readonly RefusedField[] = [],
  ) {}
}

export interface RefusedField {
  readonly field: string;
  readonly detail: string;
}

export const reject = (
  code: RejectionCode,
  detail: string,
  fields: readonly RefusedField[] = [],
): Rejection => new Rejection(code, detail, fields);

export const isRejection = (decision: unknown): decision is Rejection => decision instanceof Rejection;

/** What a decider answers: the events that happened, none when there is nothing to do, or a refusal. */
export type Decision<E> = readonly E[] | Rejection;

export type RejectionCode =
  // markets
  | 'market_not_open'
  | 'market_not_found'
  | 'market_terms_invalid'
  | 'market_terms_not_in_order'
  | 'cross_market_not_allowed'
  // people
  | 'already_registered'
  | 'not_registered'
  | 'creator_not_found'
  | 'person_erased'
  | 'creator_not_eligible'
  // offerings
  | 'offering_not_published'
  | 'offering_paused'
  | 'offering_full'
  | 'currency_not_allowed'
  | 'currency_fixed'
  | 'price_outside_terms'
  | 'price_changed'
  | 'invalid_value'
  // quotes
  | 'quote_not_found'
  | 'quote_closed'
  | 'quote_expired'
  | 'quote_no_proposal'
  | 'quote_own_proposal'
  | 'quote_not_accepted'
  | 'quote_already_ordered'
  // orders
  | 'order_not_found'
  | 'order_not_paid'
  | 'order_already_paid'
  | 'order_in_review'
  | 'order_already_accepted'
  | 'order_not_accepted'
  | 'order_already_delivered'
  | 'order_not_delivered'
  | 'order_ended'
  | 'order_already_rated'
  | 'acceptance_window_closed'
  | 'delivery_window_closed'
  | 'payment_window_closed'
  | 'payment_in_progress'
  | 'payment_amount_differs'
  | 'payment_not_expected'
  | 'withdraw_too_late'
  | 'nothing_to_review'
  | 'review_window_closed'
  | 'refund_not_failed'
  | 'refund_not_full'
  | 'refund_not_expected'
  | 'chargeback_not_expected'
  | 'chargeback_unknown'
  | 'chargeback_decided'
  | 'evidence_already_submitted'
  | 'evidence_too_late'
  // payouts
  | 'payout_held'
  | 'payout_stale'
  | 'payout_not_found'
  | 'payout_not_doubted'
  | 'payout_doubt_settled'
  | 'payout_doubt_not_proposed'
  | 'payout_doubt_own_proposal'
  | 'payout_doubt_proposal_changed'
  | 'payout_account_not_found'
  | 'payout_run_not_found'
  | 'payout_run_empty'
  | 'payout_run_decided'
  | 'payout_run_own_proposal'
  | 'payout_run_expired'
  | 'payout_destination_not_found'
  | 'payout_destination_changed'
  | 'payout_destination_own'
  | 'bank_account_invalid'
  | 'bank_file_not_ready'
  | 'bank_file_empty'
  | 'bank_file_refused'
  | 'bank_file_erased'
  | 'no_paying_account'
  | 'bank_file_unreadable'
  // cases about money
  | 'money_case_not_found'
  | 'money_case_over'
  | 'money_case_movement_invalid'
  | 'money_case_not_proposed'
  | 'money_case_own_proposal'
  | 'money_case_proposal_changed'
  | 'reconciliation_day_invalid'
  // videos
  | 'video_too_long'
  | 'video_of_another_order'
  | 'video_not_found'
  // erasure
  | 'erasure_waits_for_orders'
  // read models
  | 'not_set_aside'
  | 'no_documents'
  | 'too_many_documents';

import type { RejectionCode } from '../../../domain/rejection.js';

/** What the interface itself refuses, besides what the domain does. */
export type ApiCode =
  | 'body_invalid'
  | 'validation_failed'
  | 'unknown_field'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'url_invalid'
  | 'http_malformed'
  | 'headers_too_large'
  | 'request_too_slow'
  | 'not_found'
  | 'method_not_allowed'
  | 'token_missing'
  | 'token_invalid'
  | 'token_expired'
  | 'not_allowed'
  | 'revision_changed'
  | 'precondition_invalid'
  | 'idempotency_key_invalid'
  | 'idempotency_key_reused'
  | 'cursor_invalid'
  | 'position_invalid'
  | 'as_of_invalid'
  | 'read_model_behind'
  | 'rebuild_under_way'
  | 'build_gone'
  | 'build_serves'
  | 'build_of_another_version'
  | 'store_unavailable'
  | 'outcome_unknown'
  | 'webhook_signature_invalid'
  | 'webhook_malformed'
  | 'too_many_requests'
  | 'draining'
  | 'dependency_down'
  | 'internal_error'
  | VideoProblemCode;

/** Everything that can be wrong with an upload, a playback link or what is asked of them. */
export type VideoProblemCode =
  | 'upload_invalid'
  | 'upload_not_found'
  | 'upload_offset_conflict'
  | 'upload_complete'
  | 'upload_expired'
  | 'upload_version_unsupported'
  | 'video_too_big'
  | 'video_too_long'
  | 'video_not_a_video'
  | 'video_not_found'
  | 'playback_link_invalid'
  | 'playback_link_expired'
  | 'range_not_satisfiable';

export type ProblemCode = RejectionCode | ApiCode;

export interface ProblemType {
  readonly status: number;
  readonly title: string;
  /** One sentence: what the caller can do. */
  readonly action: string;
}

const problem = (status: number, title: string, action: string): ProblemType => ({ status, title, action });

/**
 * Every problem that the API can answer. The one source of the problem details, of `/docs/problems` and of the
 * responses in the OpenAPI document; codes are stable.
 *
 * 400: the request is malformed (syntax, unknown fields, wrong types); 404: it is not there, or not the caller's;
 * 409: it conflicts with how things stand now; 412: with what the caller had seen; 422: a well-formed value breaks a
 * rule of the product; 503: nothing wrong with the request, the same one may be repeated.
 */
export const PROBLEMS: Readonly<Record<ProblemCode, ProblemType>> = {
  // the request
  body_invalid: problem(400, 'The body is not valid JSON', 'Send a JSON document in UTF-8.'),
  validation_failed: problem(400, 'The request is malformed', 'Correct the fields that `errors` names.'),
  unknown_field: problem(400, 'A field is not known', 'Leave out the fields that `errors` names.'),
  url_invalid: problem(400, 'The address is malformed', 'Correct the percent-encoding or shorten the path.'),
  http_malformed: problem(400, 'The request is not HTTP', 'Send HTTP/1.1 as RFC 9112 has it.'),
  headers_too_large: problem(431, 'The headers are too large', 'Send fewer or shorter headers.'),
  request_too_slow: problem(408, 'The request came too slowly', 'Repeat the request, and send it at once.'),
  body_too_large: problem(413, 'The body is too large', 'Send less; videos go to /v1/uploads.'),
  unsupported_media_type: problem(
    415,
    'The media type is not supported',
    'Send what /docs names for this route: application/json, unless it says otherwise.',
  ),
  not_found: problem(404, 'Not found', 'Check the address against /docs.'),
  method_not_allowed: problem(405, 'The method is not allowed here', 'Use a method of the Allow header.'),
  precondition_invalid: problem(
    400,
    'If-Match is malformed',
    'Send the ETag of the last answer: If-Match: "3".',
  ),
  revision_changed: problem(
    412,
    'It has changed meanwhile',
    'Read it again, decide again, send the new ETag.',
  ),
  idempotency_key_invalid: problem(
    400,
    'The idempotency key is malformed',
    'Send 1 to 255 printable ASCII characters, best a UUID.',
  ),
  idempotency_key_reused: problem(
    422,
    'The idempotency key was used for another request',
    'Use a new key for a new request; repeat a request exactly.',
  ),
  cursor_invalid: problem(400, 'The cursor is not valid', 'Use next_cursor of the page before, unchanged.'),
  position_invalid: problem(
    400,
    'The position is not valid',
    'Send the Shoutouts-Position of an earlier answer of this service, or none.',
  ),
  as_of_invalid: problem(
    400,
    'There is no final answer for then yet',
    'Send a position of this log, or an instant that has passed for ten seconds.',
  ),
  too_many_requests: problem(429, 'Too many requests', 'Wait as long as Retry-After says.'),

  // who asks
  token_missing: problem(401, 'A token is needed', 'Send Authorization: Bearer <token>.'),
  token_invalid: problem(401, 'The token is not valid', 'Get a new token from the issuer.'),
  token_expired: problem(401, 'The token has expired', 'Get a new token from the issuer.'),
  not_allowed: problem(
    403,
    'Not allowed in this role',
    'Use a token with one of the roles that may do this.',
  ),
  webhook_signature_invalid: problem(400, 'The signature is not valid', 'Check the webhook secret.'),
  webhook_malformed: problem(
    400,
    'The webhook is no event',
    'Send events as the payment provider makes them.',
  ),

  // the program
  read_model_behind: problem(503, 'The view is not that far yet', 'Repeat the request after Retry-After.'),
  rebuild_under_way: problem(
    409,
    'Another build is there already',
    'Let it come to its end, or stop and drop it; `GET /v1/projections` says how far it is.',
  ),
  build_gone: problem(
    409,
    'There is no such build',
    'See which there are in `GET /v1/projections`; where none is left, build the read model anew.',
  ),
  build_serves: problem(409, 'The build serves', 'Drop another one, or let another one serve first.'),
  build_of_another_version: problem(
    409,
    'The build is of another version',
    'Start the release that made it: it goes on with the build where that was, and lets it serve.',
  ),
  store_unavailable: problem(503, 'Out of service for the moment', 'Repeat the request after Retry-After.'),
  outcome_unknown: problem(
    503,
    'It is not known whether it happened',
    'Repeat the request with the same Idempotency-Key.',
  ),
  draining: problem(503, 'This instance is about to end', 'Send requests to another instance.'),
  dependency_down: problem(503, 'Something it depends on is down', 'Send requests to another instance.'),
  internal_error: problem(
    500,
    'Something went wrong here',
    'Repeat the request; if it stays, report the instance.',
  ),

  // markets
  market_not_found: problem(
    404,
    'There is no such market',
    'Read `GET /v1/markets` for those that there are.',
  ),
  market_not_open: problem(409, 'The market is not open', 'Wait until the market opens.'),
  market_terms_invalid: problem(
    422,
    'The market terms are not valid',
    'Correct the terms as the detail says.',
  ),
  market_terms_not_in_order: problem(
    409,
    'The terms would rewrite the past',
    'Choose a later instant for the terms to begin.',
  ),
  cross_market_not_allowed: problem(
    422,
    'The market is for its own residents',
    'Order from a creator of your own market.',
  ),

  // people
  already_registered: problem(409, 'Registered already', 'Go on with the registration that there is.'),
  not_registered: problem(409, 'Not registered yet', 'Register first.'),
  creator_not_found: problem(404, 'There is no such creator', 'Check the id of the creator.'),
  person_erased: problem(
    409,
    'The person is being erased, or has been',
    'Nothing new can begin with this person.',
  ),
  creator_not_eligible: problem(
    422,
    'The creator is not eligible',
    'Nothing, as long as the terms of the market stand.',
  ),

  // offerings
  offering_not_published: problem(409, 'The creator has no offering', 'Ask the creator for a quote.'),
  offering_paused: problem(409, 'The creator takes no orders now', 'Try again when the offering is open.'),
  offering_full: problem(409, 'The creator has no room for orders now', 'Try again when an order has ended.'),
  currency_not_allowed: problem(422, 'The currency is not taken here', 'Use a currency of the market terms.'),
  currency_fixed: problem(409, 'The currency cannot change now', 'Keep the currency of the offering.'),
  price_outside_terms: problem(
    422,
    'The price is outside the terms',
    'Name a price within the market terms; in KWD, a multiple of 0.010.',
  ),
  price_changed: problem(409, 'The price has changed', 'Read it again, and repeat with the new price.'),
  invalid_value: problem(422, 'A value breaks a rule', 'Correct the value as the detail says.'),

  // quotes
  quote_not_found: problem(404, 'There is no such quote', 'Check the id of the quote.'),
  quote_closed: problem(409, 'The quote is closed', 'Ask for a new quote.'),
  quote_expired: problem(409, 'The quote has expired', 'Ask for a new quote.'),
  quote_no_proposal: problem(409, 'No price has been proposed yet', 'Wait for a proposal, or make one.'),
  quote_own_proposal: problem(409, 'It is your own proposal', 'Wait for the answer of the other side.'),
  quote_not_accepted: problem(409, 'The price is not agreed yet', 'Have the price accepted first.'),
  quote_already_ordered: problem(409, 'The quote has been used', 'Ask for a new quote.'),

  // orders
  order_not_found: problem(404, 'There is no such order', 'Check the id of the order.'),
  order_not_paid: problem(409, 'The order is not paid yet', 'Wait until the payment is held.'),
  order_already_paid: problem(409, 'The order has been paid', 'Read the order for where it stands.'),
  order_in_review: problem(409, 'The order is in review', 'Wait for the outcome of the review.'),
  order_already_accepted: problem(409, 'The order has been accepted', 'Read the order for where it stands.'),
  order_not_accepted: problem(409, 'The order is not accepted yet', 'Accept the order first.'),
  order_already_delivered: problem(
    409,
    'The video has been delivered',
    'Read the order for where it stands.',
  ),
  order_not_delivered: problem(409, 'The video is not delivered yet', 'Wait for the delivery.'),
  order_ended: problem(409, 'The order has ended', 'Read the order for how it ended.'),
  order_already_rated: problem(409, 'The order has been rated', 'Keep the first rating: it stands.'),
  acceptance_window_closed: problem(
    409,
    'The acceptance window is over',
    'Nothing: the fan is refunded in full.',
  ),
  delivery_window_closed: problem(
    409,
    'The delivery window is over',
    'Nothing: the fan is refunded in full.',
  ),
  payment_window_closed: problem(409, 'The time to pay is over', 'Place a new order.'),
  payment_in_progress: problem(409, 'The payment is under way', 'Wait for its outcome.'),
  payment_not_expected: problem(409, 'No payment is due', 'Have finance look at the order.'),
  payment_amount_differs: problem(409, 'The amount paid is not the price', 'Have finance look at the order.'),
  withdraw_too_late: problem(
    409,
    'Too late to withdraw',
    'Wait for the video, or for the delivery window to end.',
  ),
  nothing_to_review: problem(409, 'Nothing waits for review', 'Read the order for where it stands.'),
  review_window_closed: problem(409, 'The review window is over', 'Read the order for where it stands.'),
  refund_not_failed: problem(409, 'The refund has not failed', 'Read the order for where its refund stands.'),
  refund_not_full: problem(409, 'A refund is everything or nothing', 'Refund the full amount.'),
  refund_not_expected: problem(409, 'No refund is due', 'Have finance look at the order.'),
  chargeback_not_expected: problem(409, 'No chargeback can be', 'Have finance look at the order.'),
  chargeback_unknown: problem(
    409,
    'The order has no such chargeback',
    'Read the evidence of the order for its dispute, if it has one.',
  ),
  chargeback_decided: problem(409, 'The bank has decided', 'Nothing can be answered any more.'),
  evidence_already_submitted: problem(
    409,
    'The bank has been answered',
    'Read the evidence of the order for what became of it.',
  ),
  evidence_too_late: problem(409, 'Evidence was due before', 'Nothing can be answered any more.'),

  // payouts
  payout_held: problem(409, 'Payouts to the creator are held', 'Release the hold first.'),
  payout_stale: problem(409, 'The payout is not as it was proposed any more', 'Propose a new run.'),
  payout_not_found: problem(404, 'There is no such payout', 'Check the id of the payout.'),
  payout_account_not_found: problem(
    404,
    'The creator has no account in that currency',
    'Name a currency in which the creator has earned something, or is held.',
  ),
  payout_run_not_found: problem(404, 'There is no such payout run', 'Check the id of the run.'),
  payout_run_empty: problem(
    409,
    'There is nothing to be paid out',
    'Wait until earnings are available, or see to what the detail says that creators are left out for.',
  ),
  payout_run_decided: problem(409, 'The payout run has been decided', 'Propose a new run.'),
  payout_run_own_proposal: problem(
    403,
    'Who proposes a payout run cannot approve it',
    'Ask somebody else of finance to approve it.',
  ),
  payout_not_doubted: problem(
    409,
    'No bank may have paid the payout unasked',
    'Look at the payout: what is in a bank file is settled by what the bank answers.',
  ),
  payout_doubt_settled: problem(409, 'What became of the payout is settled', 'Look at the lines of the run.'),
  payout_doubt_not_proposed: problem(
    409,
    'Nobody has proposed what became of the payout',
    'Propose it; somebody else approves.',
  ),
  payout_doubt_own_proposal: problem(
    403,
    'Who proposes what became of a payout cannot approve it',
    'Ask somebody else of finance to approve it.',
  ),
  payout_doubt_proposal_changed: problem(
    409,
    'Something else is proposed to have become of the payout',
    'Look at the lines of the run again.',
  ),
  payout_run_expired: problem(409, 'The proposal has expired', 'Propose a new run.'),
  payout_destination_not_found: problem(
    404,
    'The creator has not said where to be paid out',
    'The creator sets a destination.',
  ),
  payout_destination_own: problem(
    403,
    'Your own account is for somebody else to verify',
    'Ask somebody else of finance.',
  ),
  payout_destination_changed: problem(
    409,
    'The creator wants to be paid out elsewhere since',
    'Look at the destination again.',
  ),
  bank_account_invalid: problem(
    422,
    'A bank would not take this account',
    'Correct the fields that `errors` names, as the bank of the account writes it.',
  ),
  bank_file_not_ready: problem(
    409,
    'The run has not been carried out',
    'Have it approved, and ask again when it is executed.',
  ),
  bank_file_empty: problem(409, 'No payout of the run goes by a bank', 'There is nothing to hand in.'),
  bank_file_refused: problem(
    409,
    'A bank would not take the file of this run',
    'Look at the lines that the detail names.',
  ),
  bank_file_erased: problem(
    409,
    'Somebody in the file was forgotten',
    'Use the file as it was given out before: it cannot be made again.',
  ),
  bank_file_unreadable: problem(
    422,
    'The file of the bank cannot be read',
    'Nothing of it was taken in: fetch it again, or ask the bank about the line that the detail names.',
  ),
  no_paying_account: problem(
    409,
    'No account of ours pays in this currency',
    'Have one set (`BANK_ACCOUNTS`), and ask again.',
  ),

  // cases about money
  money_case_not_found: problem(404, 'There is no such case', 'Check the id of the case.'),
  money_case_over: problem(409, 'The case is over', 'Read the case for how it ended.'),
  money_case_movement_invalid: problem(
    422,
    'Nothing can be moved so',
    'Name two accounts, and an amount above zero, of at most what the case is about and in its currency.',
  ),
  money_case_not_proposed: problem(409, 'Nothing is proposed', 'Close the case with a movement first.'),
  money_case_own_proposal: problem(
    403,
    'Who proposes to move money cannot approve it',
    'Ask somebody else of finance to approve it.',
  ),
  money_case_proposal_changed: problem(
    409,
    'Something else is proposed than was looked at',
    'Read the case again, and approve what it proposes now, or not.',
  ),
  reconciliation_day_invalid: problem(
    422,
    'The day cannot be looked at',
    'Name a day of the calendar that has begun (UTC), as YYYY-MM-DD.',
  ),

  // videos
  video_too_long: problem(422, 'The video is too long', 'Upload a video of at most 3 minutes.'),
  video_of_another_order: problem(422, 'The video is of another order', 'Upload the video for this order.'),
  video_not_found: problem(404, 'There is no such video', 'Check the id of the video.'),
  video_not_a_video: problem(
    422,
    'The file is not a video',
    'Upload MP4, QuickTime or WebM with a picture track.',
  ),
  video_too_big: problem(413, 'The video is too big', 'Upload a smaller file.'),
  upload_invalid: problem(
    400,
    'The upload request is malformed',
    'Follow tus 1.0, with the order_id as metadata.',
  ),
  upload_not_found: problem(404, 'There is no such upload', 'Begin a new upload.'),
  upload_offset_conflict: problem(409, 'The upload is at another offset', 'Ask for the offset with HEAD.'),
  upload_complete: problem(409, 'The upload is complete', 'Go on with its video.'),
  upload_expired: problem(410, 'The upload has expired', 'Begin a new upload.'),
  upload_version_unsupported: problem(412, 'The tus version is not supported', 'Send Tus-Resumable: 1.0.0.'),
  playback_link_invalid: problem(403, 'The link is not valid', 'Ask for a new link.'),
  playback_link_expired: problem(403, 'The link has expired', 'Ask for a new link.'),
  range_not_satisfiable: problem(416, 'The range is outside the video', 'Ask for a range within its size.'),

  // erasure
  erasure_waits_for_orders: problem(
    409,
    'Orders are still open',
    'Wait until they have ended, or withdraw them; then ask again.',
  ),

  // read models
  not_set_aside: problem(
    409,
    'Nothing of this is set aside',
    'See what is in `GET /v1/projections/{name}/set-aside`; it may be done already.',
  ),
  no_documents: problem(
    409,
    'No document is meant',
    'Name documents, or a position before an event that is about one.',
  ),
  too_many_documents: problem(
    409,
    'Too many documents are meant',
    'Build the whole read model anew: `POST /v1/projections/{name}/rebuild`.',
  ),
};

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code);

/** In the order of the table. */
export const problemCodes = (): readonly ProblemCode[] => Object.keys(PROBLEMS).filter(isProblemCode);

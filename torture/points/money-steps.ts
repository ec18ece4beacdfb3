/** What is appended from the proposal of a payout to its failure after it was paid, and from the request of a refund to its confirmation. */
export const MONEY_EVENTS = [
  ...['PayoutRunProposed', 'PayoutRunApproved', 'PayoutRunRejected', 'PayoutRunExecuted'],
  ...['PayoutReserved', 'PayoutRefused', 'PayoutLineRefused'],
  ...['PayoutOutcomeUnknown', 'PayoutSent', 'PayoutPaid', 'PayoutFailed', 'PayoutReturned'],
  ...['BankFileMade', 'BankFileGivenOut', 'BankAnswersListed', 'BankAnswersReceived'],
  ...['RefundRequested', 'ProviderOutcomeUnknown', 'RefundPending', 'RefundIssued', 'RefundFailed'],
  // The webhook that confirms either.
  'ProviderEventReceived',
] as const;

/** Those that carry payouts and refunds on, and store how far they are. */
export const MONEY_PROCESSES = ['payout', 'bank_payout', 'refund'] as const;

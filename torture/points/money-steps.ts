/**
 * What is appended from the proposal of a payout to its failure after it was paid, from the request of a refund to its confirmation, and from
 * the evidence for a bank to its submission.
 */
export const MONEY_EVENTS = [
  ...['PayoutRunProposed', 'PayoutRunApproved', 'PayoutRunRejected', 'PayoutRunExecuted'],
  ...['PayoutReserved', 'PayoutRefused', 'PayoutLineRefused'],
  ...['PayoutOutcomeUnknown', 'PayoutSent', 'PayoutPaid', 'PayoutFailed', 'PayoutReturned'],
  ...['BankFileMade', 'BankFileGivenOut', 'BankAnswersListed', 'BankAnswersReceived'],
  ...['RefundRequested', 'ProviderOutcomeUnknown', 'RefundPending', 'RefundIssued', 'RefundFailed'],
  ...['PayoutDiffered', 'PayoutDoubtSettlingProposed', 'PayoutDoubtSettled'],
  ...['BankStatementTaken', 'MoneyCaseOpened'],
  ...['ChargebackEvidencePrepared', 'ChargebackEvidenceSubmitted'],
  // The webhook that confirms either.
  'ProviderEventReceived',
] as const;

/** Those that carry payouts, refunds and evidence on, and store how far they are. */
export const MONEY_PROCESSES = ['payout', 'bank_payout', 'refund', 'evidence'] as const;

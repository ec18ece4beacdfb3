import { AcceptQuoteHandler } from './quotes/accept-quote.js';
import { AskForQuoteHandler } from './quotes/ask-for-quote.js';
import { DeclineQuoteHandler } from './quotes/decline-quote.js';
import { ProposePriceHandler } from './quotes/propose-price.js';
import { SendQuoteMessageHandler } from './quotes/send-quote-message.js';
import { PauseOfferingHandler } from './creators/pause-offering.js';
import { PublishOfferingHandler } from './creators/publish-offering.js';
import {
  ApproveCaseClosingHandler,
  AssignCaseHandler,
  CloseCaseHandler,
  NoteOnCaseHandler,
} from './cases/work-on-case.js';
import { RegisterCreatorHandler } from './creators/register-creator.js';
import { ReopenOfferingHandler } from './creators/reopen-offering.js';
import { RequestErasureHandler } from './erasure/request-erasure.js';
import { RegisterFanHandler } from './fans/register-fan.js';
import { PublishMarketTermsHandler } from './markets/publish-market-terms.js';
import { AcceptOrderHandler } from './orders/accept-order.js';
import { DeclineOrderHandler } from './orders/decline-order.js';
import { DeliverVideoHandler } from './orders/deliver-video.js';
import { PayAgainHandler } from './orders/pay-again.js';
import { PlaceOrderHandler } from './orders/place-order.js';
import { RateOrderHandler } from './orders/rate-order.js';
import { RetryRefundHandler } from './orders/retry-refund.js';
import { SubmitEvidenceHandler } from './orders/submit-evidence.js';
import { ReviewOrderHandler } from './orders/review-order.js';
import { WithdrawOrderHandler } from './orders/withdraw-order.js';
import { DecidePayoutRunHandler } from './payouts/decide-payout-run.js';
import { GiveOutBankFileHandler } from './payouts/give-out-bank-file.js';
import { HoldPayoutsHandler } from './payouts/hold-payouts.js';
import { ProposePayoutRunHandler } from './payouts/propose-payout-run.js';
import { SettleDoubtHandler } from './payouts/settle-doubt.js';
import { SetPayoutDestinationHandler } from './payouts/set-payout-destination.js';
import { TakeInBankAnswersHandler } from './payouts/take-in-bank-answers.js';
import { VerifyPayoutDestinationHandler } from './payouts/verify-payout-destination.js';
import {
  RebuildDocumentsHandler,
  RetryDocumentsHandler,
  SkipEventHandler,
} from './read-models/mend-documents.js';
import { ReceiveProviderEventHandler } from './payments/receive-provider-event.js';
import { StartReconciliationHandler } from './reconciliation/start-reconciliation.js';
import { RecordPlaybackLinkHandler } from './videos/record-playback-link.js';

/** Every command's handler. A new one is added here. */
export const COMMAND_HANDLERS = [
  RegisterFanHandler,
  RegisterCreatorHandler,
  PublishOfferingHandler,
  PauseOfferingHandler,
  ReopenOfferingHandler,
  AskForQuoteHandler,
  SendQuoteMessageHandler,
  ProposePriceHandler,
  AcceptQuoteHandler,
  DeclineQuoteHandler,
  PlaceOrderHandler,
  PayAgainHandler,
  AcceptOrderHandler,
  DeclineOrderHandler,
  WithdrawOrderHandler,
  DeliverVideoHandler,
  ReviewOrderHandler,
  RateOrderHandler,
  RecordPlaybackLinkHandler,
  RebuildDocumentsHandler,
  RetryDocumentsHandler,
  SkipEventHandler,
  RetryRefundHandler,
  SubmitEvidenceHandler,
  PublishMarketTermsHandler,
  RequestErasureHandler,
  ReceiveProviderEventHandler,
  SetPayoutDestinationHandler,
  VerifyPayoutDestinationHandler,
  ProposePayoutRunHandler,
  DecidePayoutRunHandler,
  HoldPayoutsHandler,
  SettleDoubtHandler,
  GiveOutBankFileHandler,
  TakeInBankAnswersHandler,
  StartReconciliationHandler,
  AssignCaseHandler,
  NoteOnCaseHandler,
  CloseCaseHandler,
  ApproveCaseClosingHandler,
] as const;

import { CreatorCommandsController } from './creators/creator-commands.controller.js';
import { CreatorQueriesController } from './creators/creator-queries.controller.js';
import { ErasureCommandsController } from './erasures/erasure-commands.controller.js';
import { ErasureQueriesController } from './erasures/erasure-queries.controller.js';
import { FanCommandsController } from './fans/fan-commands.controller.js';
import { FanQueriesController } from './fans/fan-queries.controller.js';
import { AuditController } from './finance/audit.controller.js';
import { CasesController } from './cases/cases.controller.js';
import { EarningsController } from './finance/earnings.controller.js';
import { LiquidityController } from './finance/liquidity.controller.js';
import { LedgerController } from './finance/ledger.controller.js';
import { ProjectionsController } from './finance/projections.controller.js';
import { ReportsController } from './finance/reports.controller.js';
import { InboxController } from './inbox/inbox.controller.js';
import { InboxEventsController } from './inbox/inbox-events.controller.js';
import { MarketCommandsController } from './markets/market-commands.controller.js';
import { MarketQueriesController } from './markets/market-queries.controller.js';
import { OrderCommandsController } from './orders/order-commands.controller.js';
import { OrderEvidenceController } from './orders/order-evidence.controller.js';
import { OrderExplanationController } from './orders/order-explanation.controller.js';
import { OrderPaymentController } from './orders/order-payment.controller.js';
import { OrderQueriesController } from './orders/order-queries.controller.js';
import { RequestsController } from './orders/requests.controller.js';
import { BankAnswersController } from './payouts/bank-answers.controller.js';
import { BankFileController } from './payouts/bank-file.controller.js';
import { DoubtsController } from './payouts/doubts.controller.js';
import { HoldsController } from './payouts/holds.controller.js';
import { PayoutDestinationController } from './payouts/payout-destination.controller.js';
import { PayoutRunsController } from './payouts/payout-runs.controller.js';
import { PayoutsController } from './payouts/payouts.controller.js';
import { ReconciliationsController } from './reconciliations/reconciliations.controller.js';
import { QuoteCommandsController } from './quotes/quote-commands.controller.js';
import { QuoteQueriesController } from './quotes/quote-queries.controller.js';

/** Every controller of the API, in the order of the documentation. */
export const CONTROLLERS = [
  FanCommandsController,
  FanQueriesController,
  CreatorCommandsController,
  CreatorQueriesController,
  QuoteCommandsController,
  QuoteQueriesController,
  OrderCommandsController,
  OrderQueriesController,
  OrderPaymentController,
  OrderEvidenceController,
  OrderExplanationController,
  RequestsController,
  // Before `v1/inbox/:order_id`.
  InboxEventsController,
  InboxController,
  EarningsController,
  LedgerController,
  LiquidityController,
  PayoutDestinationController,
  PayoutRunsController,
  BankFileController,
  DoubtsController,
  BankAnswersController,
  PayoutsController,
  HoldsController,
  ReconciliationsController,
  CasesController,
  ReportsController,
  AuditController,
  ProjectionsController,
  MarketCommandsController,
  MarketQueriesController,
  ErasureCommandsController,
  ErasureQueriesController,
];

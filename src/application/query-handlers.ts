import { GetCaseHandler, ListCasesHandler } from './cases/case-views.js';
import { GetCreatorHandler } from './creators/get-creator.js';
import { SearchCatalogueHandler } from './creators/search-catalogue.js';
import { GetErasureHandler } from './erasure/get-erasure.js';
import { GetFanHandler } from './fans/get-fan.js';
import { GetInboxMessageHandler, ListInboxHandler, ListMissedHandler } from './fans/read-inbox.js';
import { EarningsSummaryHandler } from './finance/earnings-summary.js';
import { GetCreatorAccountHandler } from './finance/get-creator-account.js';
import { LedgerBalancesHandler } from './finance/ledger-balances.js';
import { ListEarningsHandler } from './finance/list-earnings.js';
import { ListMoneyCasesHandler } from './finance/list-money-cases.js';
import { ListPostingsHandler } from './finance/list-postings.js';
import { ListOpenItemsHandler } from './finance/open-items.js';
import { SearchAuditTrailHandler } from './finance/search-audit-trail.js';
import { GetMarketTermsHandler, ListMarketsHandler } from './markets/read-markets.js';
import { GetOrderEvidenceHandler } from './orders/evidence/get-order-evidence.js';
import { ExplainOrderHandler } from './orders/explain-order.js';
import { ExplainWholeOrderHandler } from './orders/explained/explain-whole-order.js';
import { GetOrderHandler } from './orders/get-order.js';
import { GetTimelineHandler } from './orders/get-timeline.js';
import { ListOrdersHandler } from './orders/list-orders.js';
import { ListRequestsHandler } from './orders/list-requests.js';
import { GetPayoutDestinationHandler } from './payouts/get-payout-destination.js';
import {
  GetPayoutRunHandler,
  ListPayoutRunsHandler,
  ListPayoutsHandler,
} from './payouts/payout-run-views.js';
import { GetReconciliationHandler } from './reconciliation/get-reconciliation.js';
import { GetQuoteHandler } from './quotes/get-quote.js';
import { ListQuotesHandler } from './quotes/list-quotes.js';

/** Every query there is, for the `QueryBus`. They need a `ReadModelReader` and an `AggregatesRuntime`. */
export const QUERY_HANDLERS = [
  GetOrderHandler,
  ListOrdersHandler,
  ListRequestsHandler,
  GetTimelineHandler,
  ExplainOrderHandler,
  ExplainWholeOrderHandler,
  GetOrderEvidenceHandler,
  SearchCatalogueHandler,
  GetCreatorHandler,
  GetFanHandler,
  ListInboxHandler,
  ListMissedHandler,
  GetInboxMessageHandler,
  ListQuotesHandler,
  GetQuoteHandler,
  ListEarningsHandler,
  EarningsSummaryHandler,
  GetCreatorAccountHandler,
  ListPostingsHandler,
  LedgerBalancesHandler,
  ListOpenItemsHandler,
  ListPayoutRunsHandler,
  GetPayoutRunHandler,
  ListPayoutsHandler,
  GetPayoutDestinationHandler,
  GetMarketTermsHandler,
  ListMarketsHandler,
  SearchAuditTrailHandler,
  ListMoneyCasesHandler,
  GetReconciliationHandler,
  ListCasesHandler,
  GetCaseHandler,
  GetErasureHandler,
] as const;

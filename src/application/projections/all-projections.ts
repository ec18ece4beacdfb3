import { auditTrail } from './audit-trail.js';
import { cases } from './cases.js';
import { catalogue } from './catalogue.js';
import { creatorEarnings } from './creator-earnings.js';
import { creatorRequests } from './creator-requests.js';
import { deadlines } from './deadlines.js';
import { erasureView } from './erasures.js';
import { fanInbox } from './fan-inbox.js';
import { fanProfiles } from './fan-profiles.js';
import { ledgerDays, ledgerOpenItems, ledgerPostings } from './ledger.js';
import { marketTerms } from './market-terms.js';
import { moneyCases } from './money-cases.js';
import { orderView } from './order-view.js';
import { creatorAccountList, payoutRunList, payouts } from './payouts.js';
import { quoteMessages } from './quote-messages.js';
import { quoteView } from './quote-view.js';

/** Every read model there is. A new one is added here, and is built from the log at the next start. */
export const ALL_PROJECTIONS = [
  orderView,
  creatorRequests,
  catalogue,
  fanProfiles,
  fanInbox,
  creatorEarnings,
  quoteView,
  quoteMessages,
  marketTerms,
  deadlines,
  moneyCases,
  cases,
  ledgerPostings,
  ledgerDays,
  ledgerOpenItems,
  creatorAccountList,
  payoutRunList,
  payouts,
  erasureView,
  auditTrail,
] as const;

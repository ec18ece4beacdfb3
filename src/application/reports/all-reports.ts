import { agingReport } from './aging.js';
import { EARNINGS_REPORTS } from './earnings.js';
import { payoutsReport } from './payouts.js';
import { feesReport, ledgerBalancesReport, ledgerPostingsReport } from './postings.js';
import { refundsReport } from './refunds.js';
import type { Report } from './report.js';

/** Every report there is. A new one is added here, and every way in has it. */
export const ALL_REPORTS: readonly Report[] = [
  refundsReport,
  payoutsReport,
  ...EARNINGS_REPORTS,
  feesReport,
  ledgerPostingsReport,
  ledgerBalancesReport,
  agingReport,
];

export const reportNamed = (name: string): Report | undefined =>
  ALL_REPORTS.find((report) => report.name === name);

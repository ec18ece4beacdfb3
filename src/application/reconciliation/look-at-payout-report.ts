import { type Difference, nameOfDifference } from '../../domain/reconciliation/difference.js';
import { addPart, comparePayoutReport, EMPTY_REPORT } from '../../domain/reconciliation/payout-report.js';
import { moneyCaseStreams } from '../aggregates.js';
import { caseIdOf } from './case-id.js';
import type { BookedBankPayout, BookedMovement, ProviderBooks } from '../ports/provider-books.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { isOwnDoing } from './movements.js';
import type { OurBooks } from './our-books.js';

export interface LookAtPayoutReport {
  readonly aggregates: AggregatesRuntime;
  readonly books: ProviderBooks;
  readonly ours: OurBooks;
}

/** Adds up what a payout to our bank consists of, page by page; one of which the provider does not say that is not looked at. */
export async function lookAtPayoutReport(
  { id: bankPayoutId, amount, isDecomposed }: BookedBankPayout,
  parts: LookAtPayoutReport,
): Promise<Difference | undefined> {
  if (!isDecomposed) return undefined;
  let sum = EMPTY_REPORT;
  for await (const page of parts.books.partsOf(bankPayoutId))
    for (const { netMinor, feeMinor, ...movement } of page) {
      const isKnown = isOwnDoing(movement) || (await isKnownPart(movement, parts));
      sum = addPart(sum, { netMinor, feeMinor, isKnown });
    }
  return comparePayoutReport({ bankPayoutId, amount, sum });
}

type Part = Omit<BookedMovement, 'netMinor' | 'feeMinor'>;

/** Of an order or a payout of ours, or money of which a case tells already that it is of none. */
async function isKnownPart(part: Part, { aggregates, ours }: LookAtPayoutReport): Promise<boolean> {
  if (await ours.hasPart(part)) return true;
  for (const name of casesOf(part)) {
    if ((await aggregates.load(moneyCaseStreams, caseIdOf(name))).state.status !== 'none') return true;
  }
  return false;
}

const UNEXPECTED = ['foreign_object', 'duplicate_at_provider'] as const;

/** What goes back of a payment is of the payment's case. */
const casesOf = ({ id, paymentId, sourceId }: Part): readonly string[] =>
  UNEXPECTED.flatMap((kind) => [
    nameOfDifference({ kind, about: 'adjustment', objectId: id }),
    ...(paymentId === undefined ? [] : [nameOfDifference({ kind, about: 'payment', objectId: paymentId })]),
    ...(sourceId === undefined ? [] : [nameOfDifference({ kind, about: 'payout', objectId: sourceId })]),
  ]);

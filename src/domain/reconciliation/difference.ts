import type { OrderId } from '../ids.js';
import { formatMoney, isCurrency } from '../money.js';

/** What books are compared about. Stored, so never renamed. */
export const COMPARED = [
  'payment',
  'refund',
  'chargeback',
  'payout',
  'bank_payout',
  'balance',
  'bank_statement',
  'bank_balance',
  'adjustment',
] as const;
export type Compared = (typeof COMPARED)[number];

/** How two sets of books can differ. Stored, so never renamed. */
export const DIFFERENCE_KINDS = [
  'missing_at_provider',
  'missing_in_our_books',
  'amount_differs',
  'status_differs',
  'currency_differs',
  'duplicate_at_provider',
  'foreign_object',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** An amount as a set of books has it: the provider's can have currencies that the platform does not take. */
export interface BookAmount {
  readonly amountMinor: bigint;
  /** ISO 4217, in capitals. */
  readonly currency: string;
}

/** `92.22 TRY`, as everywhere else. How many decimals a currency has that the platform does not take, it does not know. */
export const formatBookAmount = ({ amountMinor, currency }: BookAmount): string =>
  isCurrency(currency)
    ? formatMoney({ amountMinor, currency })
    : `${String(amountMinor)} minor units of ${currency}`;

/** An amount in minor units, as the sides of differences once had it. */
const IN_MINOR_UNITS = /(?<![\d.])(-?\d+) ([A-Z]{3})\b/g;

/** What a side said, as it is written now: what is in the log as it was written once says the same. */
export const asWrittenNow = (said: string | null): string | null =>
  said?.replace(IN_MINOR_UNITS, (_said, minor: string, currency: string) =>
    formatBookAmount({ amountMinor: BigInt(minor), currency }),
  ) ?? null;

/** What our books and the provider's do not agree about. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly about: Compared;
  /** The object at the provider, or the payout of ours; of a balance, its currency, and so of that of our bank (`bank_balance`). An `adjustment` is a movement of
   * the provider's own. A `bank_payout` is one to our own bank, a `bank_statement` one
   * of its statements. */
  readonly objectId: string;
  readonly orderId: OrderId | null;
  /** How much money it is about. */
  readonly amount: BookAmount;
  /** What each side says, in a few words; `null` where it knows nothing. */
  readonly ours: string | null;
  readonly theirs: string | null;
}

/** The same difference found twice has one name. */
export const nameOfDifference = ({
  kind,
  about,
  objectId,
}: Pick<Difference, 'kind' | 'about' | 'objectId'>): string => `${kind} ${about} ${objectId}`;

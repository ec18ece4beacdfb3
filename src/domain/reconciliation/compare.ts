import type { OrderId } from '../ids.js';
import { sizeOf } from '../money.js';
import { epochMs, type Instant, MINUTE_MS } from '../time.js';
import {
  type BookAmount,
  type Compared,
  type Difference,
  type DifferenceKind,
  formatBookAmount,
} from './difference.js';

/** So long, what one side has may be on its way to the other: a webhook, or an append after a reply. */
export const ON_ITS_WAY_MS = 15 * MINUTE_MS;

/** What one set of books says of an object. */
export interface BookEntry {
  /** In words that mean the same on both sides (`succeeded`, `failed`, `open`, `won`, `lost`, `paid`, `returned`). */
  readonly status: string;
  /** Neither done nor given up: whatever the other side says of it is no difference yet. */
  readonly isUnderWay: boolean;
  /** Whether money has moved by it. What failed moves none, and the other side need not know of it. */
  readonly hasMoved: boolean;
  readonly amount: BookAmount;
  /** When it came about; `undefined` where that is not known, and long ago. */
  readonly at: Instant | undefined;
}

/** What our books know of an object of the provider. */
export type OurSide =
  /** Neither the object nor an order or payout that it could be of. */
  | { readonly knows: 'nothing' }
  /** For its order or payout, our books have another object. */
  | { readonly knows: 'another'; readonly orderId: OrderId | null; readonly objectId: string }
  /** What it is of; `entry` is `undefined` where they have not heard of the object itself. */
  | { readonly knows: 'owner'; readonly orderId: OrderId | null; readonly entry: BookEntry | undefined };

export interface TheirSide {
  readonly entry: BookEntry;
  /** How much of it has not come back. What is neither ours nor there any more is no difference. */
  readonly leftMinor: bigint;
}

export interface Compare {
  readonly about: Compared;
  readonly objectId: string;
  readonly ours: OurSide;
  /** `undefined` where the provider does not have it. */
  readonly theirs: TheirSide | undefined;
  readonly now: Instant;
}

/** What our books and the provider's do not agree about in one object; `undefined` where they agree, or may do so in a moment. */
export function compare({ about, objectId, ours, theirs, now }: Compare): Difference | undefined {
  const of = { about, objectId, orderId: ours.knows === 'nothing' ? null : ours.orderId };
  const entry = ours.knows === 'owner' ? ours.entry : undefined;
  if ([entry, theirs?.entry].some((side) => side !== undefined && isOnItsWay(side, now))) return undefined;
  if (theirs === undefined) return missingThere(of, entry);
  return entry === undefined ? unknownHere(of, ours, theirs) : differing(of, entry, theirs.entry);
}

function unknownHere(of: Of, ours: OurSide, { entry, leftMinor }: TheirSide): Difference | undefined {
  if (!entry.hasMoved || leftMinor === 0n) return undefined;
  const amount = { amountMinor: leftMinor, currency: entry.amount.currency };
  const found = { ...of, amount, theirs: wordsOf(entry) };
  if (ours.knows === 'nothing') return { ...found, kind: 'foreign_object', ours: null };
  if (ours.knows === 'another') return { ...found, kind: 'duplicate_at_provider', ours: ours.objectId };
  return { ...found, kind: 'missing_in_our_books', ours: null };
}

type Of = Pick<Difference, 'about' | 'objectId' | 'orderId'>;

const missingThere = (of: Of, entry: BookEntry | undefined): Difference | undefined =>
  entry?.hasMoved === true
    ? { ...of, kind: 'missing_at_provider', amount: entry.amount, ours: wordsOf(entry), theirs: null }
    : undefined;

function differing(of: Of, entry: BookEntry, theirs: BookEntry): Difference | undefined {
  const kind = kindOf(entry, theirs);
  if (kind === undefined) return undefined;
  return { ...of, kind, amount: between(entry, theirs), ours: wordsOf(entry), theirs: wordsOf(theirs) };
}

function kindOf(ours: BookEntry, theirs: BookEntry): DifferenceKind | undefined {
  if (ours.status !== theirs.status) return 'status_differs';
  if (!ours.hasMoved && !theirs.hasMoved) return undefined;
  if (ours.amount.currency !== theirs.amount.currency) return 'currency_differs';
  return ours.amount.amountMinor === theirs.amount.amountMinor ? undefined : 'amount_differs';
}

/** How much they are apart, where that can be said; otherwise all of it, as the provider has it. */
function between(ours: BookEntry, theirs: BookEntry): BookAmount {
  const apart = theirs.amount.amountMinor - ours.amount.amountMinor;
  const isApart = ours.status === theirs.status && ours.amount.currency === theirs.amount.currency;
  return isApart ? { ...theirs.amount, amountMinor: sizeOf(apart) } : theirs.amount;
}

const isOnItsWay = ({ isUnderWay, at }: BookEntry, now: Instant): boolean =>
  isUnderWay || (at !== undefined && Math.abs(epochMs(now) - epochMs(at)) < ON_ITS_WAY_MS);

const wordsOf = ({ status, amount }: BookEntry): string => `${status} ${formatBookAmount(amount)}`;

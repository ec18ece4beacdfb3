import type { Difference } from '../../domain/reconciliation/difference.js';
import { compare, type OurSide, type TheirSide } from '../../domain/reconciliation/compare.js';
import type { Instant } from '../../domain/time.js';
import type {
  BookedDispute,
  BookedPayment,
  BookedRefund,
  BookedTransfer,
  BooksRange,
  ProviderBooks,
} from '../ports/provider-books.js';
import type { OurBooks } from './our-books.js';
import { sideOfDispute, sideOfPayment, sideOfRefund, sideOfTransfer } from './their-side.js';

export const ABOUT = ['payment', 'refund', 'chargeback', 'payout'] as const;
export type About = (typeof ABOUT)[number];

/** An object of the provider's books, compared with ours. */
export interface LookedAt {
  readonly about: About;
  /** The last entry that was looked at: the list goes on behind it. */
  readonly entryId: string;
  /** As webhooks, and our own books, name it. */
  readonly objectId: string;
  /** Ours, where it has one. */
  readonly payoutId: string | undefined;
  readonly orderId: string | undefined;
  readonly paymentId: string | undefined;
  readonly theirs: TheirSide;
  readonly difference: Difference | undefined;
}

type Object = Omit<LookedAt, 'difference'>;
type Kind<Entry> = {
  readonly list: (books: ProviderBooks, range: BooksRange) => AsyncIterable<readonly Entry[]>;
  readonly object: (entry: Entry) => Omit<Object, 'about'>;
  /** `undefined` where there is nothing to be compared. */
  readonly ours: (books: OurBooks, entry: Entry) => Promise<OurSide | undefined>;
};

const none = { payoutId: undefined, orderId: undefined, paymentId: undefined } as const;

const PAYMENTS: Kind<BookedPayment> = {
  list: (books, range) => books.payments(range),
  object: (entry) => {
    const { id: entryId, orderId, paymentId } = entry;
    return {
      ...none,
      entryId,
      objectId: paymentId ?? entryId,
      orderId,
      paymentId,
      theirs: sideOfPayment(entry),
    };
  },
  ours: (books, entry) => books.ofPayment(entry),
};

const REFUNDS: Kind<BookedRefund> = {
  list: (books, range) => books.refunds(range),
  object: (entry) => {
    const { id, orderId, paymentId } = entry;
    return { ...none, entryId: id, objectId: id, orderId, paymentId, theirs: sideOfRefund(entry) };
  },
  ours: (books, entry) => books.ofRefund(entry),
};

const CHARGEBACKS: Kind<BookedDispute> = {
  list: (books, range) => books.disputes(range),
  object: (entry) => {
    const { id, paymentId } = entry;
    return { ...none, entryId: id, objectId: id, paymentId, theirs: sideOfDispute(entry) };
  },
  ours: (books, entry) => books.ofDispute(entry),
};

const PAYOUTS: Kind<BookedTransfer> = {
  list: (books, range) => books.transfers(range),
  object: (entry) => {
    const { id, payoutId } = entry;
    return { ...none, entryId: id, objectId: id, payoutId, theirs: sideOfTransfer(entry) };
  },
  ours: (books, entry) => books.ofTransfer(entry),
};

/** One page of what the provider has, each object of it compared with our books; none at the end of the list. */
export function lookAtTheirs(
  about: About,
  parts: { readonly books: ProviderBooks; readonly ours: OurBooks; readonly now: Instant },
  range: BooksRange,
): Promise<readonly LookedAt[]> {
  switch (about) {
    case 'payment':
      return lookAt(about, PAYMENTS, parts, range);
    case 'refund':
      return lookAt(about, REFUNDS, parts, range);
    case 'chargeback':
      return lookAt(about, CHARGEBACKS, parts, range);
    case 'payout':
      return lookAt(about, PAYOUTS, parts, range);
  }
}

async function lookAt<Entry>(
  about: About,
  { list, object, ours }: Kind<Entry>,
  { books, ours: ourBooks, now }: Parameters<typeof lookAtTheirs>[1],
  range: BooksRange,
): Promise<readonly LookedAt[]> {
  const page = await firstPage(list(books, range));
  const looked: LookedAt[] = [];
  for (const entry of page) {
    const found = object(entry);
    const { objectId, theirs } = found;
    const side = await ours(ourBooks, entry);
    const difference = side && compare({ about, objectId, ours: side, theirs, now });
    looked.push({ about, ...found, difference });
  }
  return looked;
}

/** A page is taken, and the list left; the next look goes on behind it. */
export async function firstPage<Entry>(pages: AsyncIterable<readonly Entry[]>): Promise<readonly Entry[]> {
  for await (const page of pages) return page;
  return [];
}

import type Stripe from 'stripe';
import type {
  BookedBankPayout,
  BookedDispute,
  BookedEvent,
  BookedMovement,
  BookedPayment,
  BookedRefund,
  BookedTransfer,
  BooksRange,
  ProviderBalance,
  ProviderBooks,
} from '../../application/ports/provider-books.js';
import { epochMs, type Instant } from '../../domain/time.js';
import { providerOfKey } from './provider-names.js';
import {
  bookedBankPayout,
  bookedDispute,
  bookedEvent,
  bookedMovement,
  bookedPayment,
  bookedRefund,
  bookedTransfer,
} from './stripe-books-entries.js';
import { ask, stripeClient, type StripeClientOptions } from './stripe-client.js';
import { idOf } from './stripe-statuses.js';

export interface StripeProviderBooksOptions extends StripeClientOptions {
  /** Where it is not Stripe. */
  readonly provider?: string;
  /** Entries of a page; Stripe's largest by default. */
  readonly pageSize?: number;
}

const LARGEST_PAGE = 100;

interface PageQuery {
  readonly limit: number;
  readonly starting_after?: string;
}
interface ListQuery extends PageQuery {
  readonly created: { readonly gte: number; readonly lt: number };
}
type Page<Theirs> = Promise<{ readonly data: readonly Theirs[]; readonly has_more: boolean }>;

/** Stripe's lists, page by page. */
export class StripeProviderBooks implements ProviderBooks {
  readonly provider: string;
  readonly #stripe: Stripe;
  readonly #pageSize: number;

  constructor(options: StripeProviderBooksOptions) {
    this.provider = options.provider ?? providerOfKey(options.apiKey);
    this.#stripe = stripeClient(options);
    this.#pageSize = options.pageSize ?? LARGEST_PAGE;
  }

  movements(range: BooksRange): AsyncIterable<readonly BookedMovement[]> {
    return this.#listed(range, bookedMovement, (query) =>
      this.#stripe.balanceTransactions.list({ ...query, expand: ['data.source'] }),
    );
  }

  payments(range: BooksRange): AsyncIterable<readonly BookedPayment[]> {
    return this.#listed(range, bookedPayment, (query) => this.#stripe.charges.list(query));
  }

  refunds(range: BooksRange): AsyncIterable<readonly BookedRefund[]> {
    return this.#listed(range, bookedRefund, (query) => this.#stripe.refunds.list(query));
  }

  disputes(range: BooksRange): AsyncIterable<readonly BookedDispute[]> {
    return this.#listed(range, bookedDispute, (query) => this.#stripe.disputes.list(query));
  }

  transfers(range: BooksRange): AsyncIterable<readonly BookedTransfer[]> {
    return this.#listed(range, bookedTransfer, (query) => this.#stripe.transfers.list(query));
  }

  bankPayouts(range: BooksRange): AsyncIterable<readonly BookedBankPayout[]> {
    return this.#listed(range, bookedBankPayout, (query) => this.#stripe.payouts.list(query));
  }

  events(range: BooksRange): AsyncIterable<readonly BookedEvent[]> {
    return this.#listed(range, bookedEvent, (query) => this.#stripe.events.list(query));
  }

  async *partsOf(bankPayoutId: string, after?: string): AsyncIterable<readonly BookedMovement[]> {
    const pages = this.#pages(after, (query) =>
      this.#stripe.balanceTransactions.list({ ...query, payout: bankPayoutId, expand: ['data.source'] }),
    );
    for await (const page of pages) {
      // Stripe lists what left the balance with the payout among what it consists of.
      const parts = page.filter(({ source }) => source === null || idOf(source) !== bankPayoutId);
      if (parts.length > 0) yield parts.map(bookedMovement);
    }
  }

  async balance(): Promise<readonly ProviderBalance[]> {
    const { available, pending } = await ask(() => this.#stripe.balance.retrieve());
    const currencies = new Set([...available, ...pending].map(({ currency }) => currency));
    return [...currencies].map((currency) => ({
      currency: currency.toUpperCase(),
      availableMinor: minorIn(available, currency),
      pendingMinor: minorIn(pending, currency),
    }));
  }

  async *#listed<Theirs extends { readonly id: string }, Ours>(
    { from, to, after }: BooksRange,
    entryOf: (theirs: Theirs) => Ours,
    list: (query: ListQuery) => Page<Theirs>,
  ): AsyncIterable<readonly Ours[]> {
    const created = { gte: secondsUpTo(from), lt: secondsUpTo(to) };
    for await (const page of this.#pages(after, (query) => list({ ...query, created })))
      yield page.map(entryOf);
  }

  async *#pages<Theirs extends { readonly id: string }>(
    after: string | undefined,
    list: (query: PageQuery) => Page<Theirs>,
  ): AsyncIterable<readonly Theirs[]> {
    let last = after;
    for (;;) {
      const behind = last === undefined ? {} : { starting_after: last };
      const { data, has_more } = await ask(() => list({ limit: this.#pageSize, ...behind }));
      if (data.length > 0) yield data;
      last = data.at(-1)?.id;
      if (!has_more || last === undefined) return;
    }
  }
}

/** The first whole second that is not before the instant. */
const secondsUpTo = (instant: Instant): number => Math.ceil(epochMs(instant) / 1_000);

const minorIn = (
  balances: readonly { readonly amount: number; readonly currency: string }[],
  currency: string,
): bigint =>
  balances
    .filter((balance) => balance.currency === currency)
    .reduce((sum, { amount }) => sum + BigInt(amount), 0n);

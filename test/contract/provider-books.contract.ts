import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  PaymentGatewayUnusableError,
  PaymentOutcomeUnknownError,
  PaymentRequestRefusedError,
} from '../../src/application/ports/payment-gateway.js';
import type { BooksRange, ProviderBooks } from '../../src/application/ports/provider-books.js';
import { type Instant, instant } from '../../src/domain/time.js';

/** Books of a provider in which a test lets things happen. Amounts are in AED. */
export interface ProviderBooksWorld {
  readonly books: ProviderBooks;
  /** The same books with pages of two entries. */
  readonly inSmallPages: ProviderBooks;
  /** The same books with credentials that are not taken. */
  readonly stranger: ProviderBooks;
  /** By the provider's clock. */
  now(): Instant;
  passSeconds(seconds: number): void;
  /** A payment that succeeded. @returns its id */
  pay(orderId: string, amountMinor: number): Promise<string>;
  decline(orderId: string): Promise<void>;
  refund(paymentId: string, orderId: string, amountMinor: number): Promise<string>;
  refundByHand(paymentId: string): Promise<string>;
  failRefund(refundId: string): Promise<void>;
  dispute(paymentId: string): Promise<string>;
  winDispute(disputeId: string): Promise<void>;
  /** @returns the transfer's id */
  send(payoutId: string, amountMinor: number): Promise<string>;
  takeBack(transferId: string, amountMinor: number): Promise<void>;
  /** What is available goes to our bank. @returns the payout's id */
  payOut(): Promise<string>;
  failPayOut(bankPayoutId: string): Promise<void>;
  /** No list is answered until {@link heal}. */
  fallSilent(): Promise<void>;
  heal(): Promise<void>;
  /** How many lists were asked for so far. */
  listsAsked(): number;
  close(): Promise<void>;
}

const DAY_S = 86_400;

async function all<Entry>(pages: AsyncIterable<readonly Entry[]>): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for await (const page of pages) entries.push(...page);
  return entries;
}

export function providerBooksContract(adapter: string, start: () => Promise<ProviderBooksWorld>): void {
  describe(`ProviderBooks: ${adapter}`, () => {
    let world: ProviderBooksWorld;
    let books: ProviderBooks;

    beforeAll(async () => {
      world = await start();
      books = world.books;
    });
    afterAll(() => world.close());

    /** What happens in `act` is alone in a day of its own. */
    const dayOf = async <T>(
      act: () => Promise<T>,
    ): Promise<{ readonly range: BooksRange; readonly made: T }> => {
      world.passSeconds(DAY_S);
      const from = instant(Math.floor(Date.parse(world.now()) / 1_000) * 1_000);
      const made = await act();
      world.passSeconds(DAY_S);
      return { range: { from, to: world.now() }, made };
    };
    const sumOf = (entries: readonly { readonly netMinor: bigint }[]): bigint =>
      entries.reduce((sum, { netMinor }) => sum + netMinor, 0n);

    it('have every movement of a day, with what it is about', async () => {
      const { range, made } = await dayOf(async () => {
        const paymentId = await world.pay('ord_1', 15_000);
        const refundId = await world.refund(paymentId, 'ord_1', 4_000);
        const disputed = await world.pay('ord_2', 20_000);
        const disputeId = await world.dispute(disputed);
        await world.winDispute(disputeId);
        const transferId = await world.send('pay_1', 3_000);
        await world.takeBack(transferId, 1_000);
        return { paymentId, refundId, disputed, disputeId, transferId };
      });
      const movements = await all(books.movements(range));
      expect(
        movements.map(({ type, category, amountMinor, orderId, paymentId, payoutId }) => [
          ...[type, category, amountMinor, orderId ?? paymentId ?? payoutId],
        ]),
      ).toEqual([
        ['transfer_refund', 'transfer_reversal', 1_000n, 'pay_1'],
        ['transfer', 'transfer', -3_000n, 'pay_1'],
        ['adjustment', 'dispute_reversal', 20_000n, made.disputed],
        ['adjustment', 'dispute', -20_000n, made.disputed],
        ['charge', 'charge', 20_000n, 'ord_2'],
        ['refund', 'refund', -4_000n, 'ord_1'],
        ['charge', 'charge', 15_000n, 'ord_1'],
      ]);
      expect(movements.map(({ sourceId }) => sourceId)).toEqual(
        expect.arrayContaining([made.refundId, made.disputeId, made.transferId]),
      );
      for (const { amountMinor, feeMinor, netMinor, currency, createdAt } of movements) {
        expect(amountMinor - feeMinor).toBe(netMinor);
        expect(currency).toBe('AED');
        expect(createdAt >= range.from && createdAt < range.to).toBe(true);
      }
      expect(movements.find(({ category }) => category === 'dispute')?.feeMinor).toBeGreaterThan(0n);
    });

    it('sum up to the balance', async () => {
      await world.pay('ord_3', 33_333);
      const since: BooksRange = { from: instant(0), to: instant(Date.parse(world.now()) + 1_000) };
      const [balance, ...others] = await books.balance();
      expect(others).toEqual([]);
      expect(balance?.currency).toBe('AED');
      expect(sumOf(await all(books.movements(since)))).toBe(
        (balance?.availableMinor ?? 0n) + (balance?.pendingMinor ?? 0n),
      );
    });

    it('have payments with their order, also those that failed or were given back', async () => {
      const { range, made } = await dayOf(async () => {
        const paymentId = await world.pay('ord_4', 15_000);
        await world.refund(paymentId, 'ord_4', 4_000);
        await world.decline('ord_5');
        const disputed = await world.pay('ord_6', 9_000);
        await world.dispute(disputed);
        return { paymentId, disputed };
      });
      expect(await all(books.payments(range))).toMatchObject([
        { orderId: 'ord_6', paymentId: made.disputed, status: 'succeeded', isDisputed: true },
        { orderId: 'ord_5', status: 'failed' },
        {
          ...{ orderId: 'ord_4', paymentId: made.paymentId, status: 'succeeded', isDisputed: false },
          ...{ amount: { amountMinor: 15_000n, currency: 'AED' }, refundedMinor: 4_000n },
        },
      ]);
    });

    it('have refunds: ours with their order, those made by hand without, failed ones with a reason', async () => {
      const { range, made } = await dayOf(async () => {
        const paymentId = await world.pay('ord_7', 15_000);
        const ours = await world.refund(paymentId, 'ord_7', 4_000);
        const byHand = await world.refundByHand(paymentId);
        await world.failRefund(ours);
        return { paymentId, ours, byHand };
      });
      const { paymentId } = made;
      expect(await all(books.refunds(range))).toMatchObject([
        { id: made.byHand, paymentId, orderId: undefined, status: 'succeeded', code: undefined },
        {
          ...{ id: made.ours, paymentId, orderId: 'ord_7', status: 'failed', code: expect.any(String) },
          ...{ amount: { amountMinor: 4_000n, currency: 'AED' } },
        },
      ]);
    });

    it('have disputes with their payment', async () => {
      const { range, made } = await dayOf(async () => {
        const paymentId = await world.pay('ord_8', 15_000);
        return { paymentId, disputeId: await world.dispute(paymentId) };
      });
      expect(await all(books.disputes(range))).toMatchObject([
        {
          ...{ id: made.disputeId, paymentId: made.paymentId, status: 'open', isInquiry: false },
          ...{ amount: { amountMinor: 15_000n, currency: 'AED' } },
        },
      ]);
    });

    it('have transfers with their payout', async () => {
      const { range, made } = await dayOf(async () => {
        await world.pay('ord_9', 15_000);
        const transferId = await world.send('pay_2', 5_000);
        await world.takeBack(transferId, 2_000);
        return transferId;
      });
      expect(await all(books.transfers(range))).toMatchObject([
        {
          ...{ id: made, payoutId: 'pay_2', group: 'pay_2', returnedMinor: 2_000n },
          ...{ amount: { amountMinor: 5_000n, currency: 'AED' } },
        },
      ]);
    });

    it('decompose what went to our bank to the last minor unit, and have it again when it came back', async () => {
      await world.payOut();
      const { range, made } = await dayOf(async () => {
        const paymentId = await world.pay('ord_10', 15_001);
        await world.refund(paymentId, 'ord_10', 3_333);
        const first = await world.payOut();
        await world.failPayOut(first);
        await world.pay('ord_11', 7_777);
        return { first, second: await world.payOut() };
      });
      const bankPayouts = await all(books.bankPayouts(range));
      expect(bankPayouts).toMatchObject([
        { id: made.second, status: 'pending', code: undefined, isDecomposed: true },
        { id: made.first, status: 'failed', code: 'account_closed', isDecomposed: true },
      ]);
      for (const { id, amount } of bankPayouts)
        expect(sumOf(await all(books.partsOf(id)))).toBe(amount.amountMinor);
      const categories = async (id: string): Promise<readonly string[]> =>
        (await all(world.inSmallPages.partsOf(id))).map(({ category }) => category);
      expect(await categories(made.first)).toEqual(['refund', 'charge']);
      expect(await categories(made.second)).toEqual(['charge', 'payout_reversal']);
    });

    it('have the events, delivered or not', async () => {
      const { range, made } = await dayOf(() => world.pay('ord_12', 15_000));
      const events = await all(books.events(range));
      const succeeded = events.find(({ type }) => type === 'payment_intent.succeeded');
      expect(succeeded).toMatchObject({ objectId: made, paymentId: made, orderId: 'ord_12' });
      expect(events.every(({ createdAt }) => createdAt >= range.from && createdAt < range.to)).toBe(true);
    });

    it('have the last second of a day with it, and the next one with the day after', async () => {
      const { range } = await dayOf(() => world.pay('ord_13', 15_000));
      const [payment] = await all(books.payments(range));
      const second = Date.parse(payment?.createdAt ?? '');
      const [yesterday, last, next] = [second - DAY_S * 1_000, second, second + 1_000].map(instant);
      const entriesIn = async (from: Instant | undefined, to: Instant | undefined) => {
        const bounds: BooksRange = { from: from ?? range.from, to: to ?? range.to };
        const lists = [books.payments(bounds), books.movements(bounds)];
        return (await Promise.all(lists.map((list) => all<object>(list)))).map(({ length }) => length);
      };
      expect(await entriesIn(last, next)).toEqual([1, 1]);
      expect(await entriesIn(yesterday, last)).toEqual([0, 0]);
      expect(await entriesIn(next, undefined)).toEqual([0, 0]);
    });

    describe('page by page', () => {
      let range: BooksRange;
      beforeAll(async () => {
        ({ range } = await dayOf(async () => {
          for (let order = 20; order < 25; order += 1) await world.pay(`ord_${String(order)}`, 15_000);
        }));
      });

      it('come from the newest to the oldest, each once', async () => {
        const pages: (readonly (string | undefined)[])[] = [];
        for await (const page of world.inSmallPages.movements(range))
          pages.push(page.map(({ orderId }) => orderId));
        expect(pages).toEqual([['ord_24', 'ord_23'], ['ord_22', 'ord_21'], ['ord_20']]);
        expect(await all(world.inSmallPages.movements(range))).toEqual(await all(books.movements(range)));
      });

      it('are asked for only when the page before was taken', async () => {
        const before = world.listsAsked();
        for await (const page of world.inSmallPages.movements(range)) {
          expect(page).toHaveLength(2);
          break;
        }
        expect(world.listsAsked() - before).toBe(1);
      });

      it('go on behind the last entry that was taken', async () => {
        const entries = await all(books.movements(range));
        for (const [index, { id }] of entries.entries()) {
          const rest = await all(world.inSmallPages.movements({ ...range, after: id }));
          expect(rest).toEqual(entries.slice(index + 1));
        }
      });

      it('can be empty', async () => {
        const nothing: BooksRange = { from: range.to, to: range.to };
        for await (const page of books.movements(nothing)) expect(page).toBe('never given');
      });

      it('stop when the provider falls silent, and go on later', async () => {
        const taken: string[] = [];
        const take = async (after: string | undefined, silentAfterFirst: boolean): Promise<void> => {
          for await (const page of world.inSmallPages.movements({ ...range, after })) {
            taken.push(...page.map(({ id }) => id));
            if (silentAfterFirst) await world.fallSilent();
          }
        };
        await expect(take(undefined, true)).rejects.toBeInstanceOf(PaymentOutcomeUnknownError);
        await world.heal();
        await take(taken.at(-1), false);
        expect(taken).toEqual((await all(books.movements(range))).map(({ id }) => id));
      });

      it('are refused behind an entry that is not there, and for a payout that is not there', async () => {
        const unknown = { ...range, after: 'txn_nobody' };
        await expect(all(books.movements(unknown))).rejects.toBeInstanceOf(PaymentRequestRefusedError);
        await expect(all(books.partsOf('po_nobody'))).rejects.toBeInstanceOf(PaymentRequestRefusedError);
      });

      it('are not for those whose credentials are not taken', async () => {
        await expect(all(world.stranger.movements(range))).rejects.toBeInstanceOf(
          PaymentGatewayUnusableError,
        );
        await expect(world.stranger.balance()).rejects.toBeInstanceOf(PaymentGatewayUnusableError);
      });
    });
  });
}

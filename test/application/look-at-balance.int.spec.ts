import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BookedRefund, ProviderBooks } from '../../src/application/ports/provider-books.js';
import { lookAtBalance } from '../../src/application/reconciliation/look-at-balance.js';
import { makeId } from '../../src/domain/ids.js';
import { money } from '../../src/domain/money.js';
import type { BegunReconciliation } from '../../src/domain/reconciliation/run.js';
import { DAY_MS, dayOf, HOUR_MS, instant, plusMs } from '../../src/domain/time.js';
import { happened } from './happened.js';
import { type ReadSide, startReadSide } from './read-side.js';

const now = instant(Date.parse('2026-11-27T09:00:00.000Z'));
const yesterday = plusMs(now, -DAY_MS);
const orderId = makeId('ord', '0193a5d2-0000-7000-8000-000000000001');

/** The provider has so much for us, has made this refund, and nothing has moved of late. */
const booksWith = (availableMinor: bigint, refund: Partial<BookedRefund>) => {
  const refunds: readonly BookedRefund[] = [
    {
      ...{ id: 're_1', paymentId: 'pi_1', orderId: undefined, status: 'pending', code: undefined },
      ...{
        amount: { amountMinor: 300n, currency: 'TRY' },
        createdAt: plusMs(yesterday, -HOUR_MS),
        ...refund,
      },
    },
  ];
  return {
    balance: () => Promise.resolve([{ currency: 'TRY', availableMinor, pendingMinor: 0n }]),
    movements: () => pagesOf([]),
    refunds: () => pagesOf([refunds]),
  } as unknown as ProviderBooks;
};

async function* pagesOf<Entry>(pages: readonly (readonly Entry[])[]) {
  for (const page of pages) yield await Promise.resolve(page);
}

describe("the provider's balance, held against a ledger that has 10.00 TRY with it", () => {
  let side: ReadSide;
  beforeAll(async () => {
    side = await startReadSide();
    await side.record([
      happened('OrderPlaced', { orderId }),
      happened('FundsHeld', { orderId, amount: money(1_000n, 'TRY'), heldAt: plusMs(now, -5 * DAY_MS) }),
    ]);
  });
  afterAll(() => side.end());

  const look = (books: ProviderBooks) => {
    const day = { provider: 'stripe', day: dayOf(yesterday) } as BegunReconciliation;
    return lookAtBalance(day, { ...side, books, now });
  };
  const differences = async (books: ProviderBooks) =>
    (await look(books)).flatMap(({ difference }) => difference ?? []);

  it('may lack what is on its way back by hand: an order is told of that once it has arrived', async () => {
    expect(await differences(booksWith(700n, {}))).toEqual([]);
  });

  it('may lack nothing more', async () => {
    expect(await differences(booksWith(699n, {}))).toMatchObject([{ amount: { amountMinor: 301n } }]);
    expect(await differences(booksWith(700n, { orderId }))).toHaveLength(1);
    expect(await differences(booksWith(700n, { status: 'failed' }))).toHaveLength(1);
  });

  it('agrees in a currency in which it differed, once nobody has anything of it any more', async () => {
    await side.record([
      happened('MoneyCaseOpened', {
        ...{ kind: 'amount_differs', about: 'balance', objectId: 'SEK' },
        amount: { amountMinor: 5_000n, currency: 'SEK' },
      }),
    ]);
    expect(await look(booksWith(1_000n, {}))).toContainEqual({
      ...{ currency: 'SEK', theirsMinor: 0n, difference: undefined },
    });
  });
});

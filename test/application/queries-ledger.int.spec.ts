import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LedgerBalances } from '../../src/application/finance/ledger-balances.js';
import { ListPostings, type PostingSearch } from '../../src/application/finance/list-postings.js';
import {
  agesOfOpenItems,
  ListOpenItems,
  type OpenItemSearch,
} from '../../src/application/finance/open-items.js';
import { ledgerOpenItems } from '../../src/application/projections/ledger.js';
import type { EventOf, ShoutoutsEvent } from '../../src/domain/all-events.js';
import { type CreatorId, makeId, type OrderId } from '../../src/domain/ids.js';
import { entryOf } from '../../src/domain/ledger/journal.js';
import { CLEARING_ACCOUNTS, type LedgerAccount } from '../../src/domain/ledger/ledger.js';
import { type Currency, money } from '../../src/domain/money.js';
import { DAY_MS, type Instant, plusMs } from '../../src/domain/time.js';
import { STORY } from '../fixtures/read-models/story.js';
import { asRead } from './documents-of.js';
import { happened } from './happened.js';
import { type ReadSide, startReadSide } from './read-side.js';

const midnight = '2026-11-23T00:00:00.000Z' as Instant;
const day = (n: number, ms = 0) => plusMs(midnight, n * DAY_MS + ms);
const uuid = (n: number) => `0193a5d2-0000-7000-8000-${String(n).padStart(12, '0')}`;
const order = (n: number): OrderId => makeId('ord', uuid(n));
const creatorId: CreatorId = makeId('cre', uuid(201));

const held = (n: number, minor: bigint, heldAt: Instant, currency: Currency = 'TRY') =>
  happened('FundsHeld', { orderId: order(n), amount: money(minor, currency), heldAt });
const amounts = (n: number, minor: bigint, currency: Currency = 'TRY') => ({
  ...{ orderId: order(n), creatorId },
  price: money(minor, currency),
  fee: money(minor / 5n, currency),
  earning: money(minor - minor / 5n, currency),
});
const earned = (
  n: number,
  minor: bigint,
  earnedAt: Instant,
  more: Partial<EventOf<'EarningEarned'>['data']> = {},
) =>
  [
    happened('EarningPending', { ...amounts(n, minor), pendingAt: earnedAt }),
    happened('EarningEarned', { ...amounts(n, minor), earnedAt, availableAt: day(9), ...more }),
  ] as const;

/** 1 earned on the third day; 2 refunded on the fourth; 3 held in AED; 4 disputed; 5 taken back. */
const HISTORY: readonly ShoutoutsEvent[] = [
  ...[1, 2, 3, 4, 5].map((n) => happened('OrderPlaced', { orderId: order(n) })),
  held(1, 1_000n, day(1)),
  held(2, 20n, day(1, 5)),
  held(3, 7n, day(2), 'AED'),
  ...earned(1, 1_000n, day(3, 1)),
  happened('RefundIssued', { orderId: order(2), amount: money(20n, 'TRY'), issuedAt: day(4) }),
  ...[held(4, 50n, day(4)), ...earned(4, 50n, day(4), { availableAt: day(20) })],
  ...[held(5, 300n, day(4)), ...earned(5, 300n, day(4))],
  happened('EarningDisputed', { ...amounts(4, 50n), disputeId: 'dp_4' }),
  happened('EarningDisputed', { ...amounts(5, 300n), disputeId: 'dp_5' }),
  happened('EarningTakenBack', { ...amounts(5, 300n), disputeId: 'dp_5', takenBackAt: day(5) }),
];

describe('what is open in clearing accounts', () => {
  it('follows from every kind of event that moves money through them', () => {
    const through = asRead(STORY).flatMap((event) => {
      const accounts: readonly LedgerAccount[] = CLEARING_ACCOUNTS;
      const isThrough = entryOf(event)?.postings.some(({ account }) => accounts.includes(account));
      return isThrough === true ? [event.type] : [];
    });
    expect(Object.keys(ledgerOpenItems.handles).sort()).toEqual([...new Set(through)].sort());
  });
});

describe('queries about the ledger', () => {
  let side: ReadSide;

  beforeAll(async () => {
    side = await startReadSide();
    await side.record(HISTORY);
  });
  afterAll(() => side.end());

  const balances = async (asOf: Instant) => {
    const all = await side.ask(new LedgerBalances(asOf));
    for (const currency of new Set(all.map((each) => each.currency)))
      expect(
        all.reduce((sum, each) => (each.currency === currency ? sum + each.balanceMinor : sum), 0n),
      ).toBe(0n);
    return Object.fromEntries(
      all
        .filter(({ balanceMinor }) => balanceMinor !== 0n)
        .map(({ account, currency, balanceMinor }) => [`${account} ${currency}`, balanceMinor]),
    );
  };

  it('tell the balance of every account at any instant, that instant included', async () => {
    expect(await balances(day(0))).toEqual({});
    expect(await balances(day(1))).toEqual({
      'provider_clearing TRY': 1_000n,
      'held_for_orders TRY': -1_000n,
    });
    expect(await balances(day(1, 4))).toEqual(await balances(day(1)));
    expect(await balances(day(3))).toEqual({
      'provider_clearing TRY': 1_020n,
      'held_for_orders TRY': -1_020n,
      'provider_clearing AED': 7n,
      'held_for_orders AED': -7n,
    });
    expect(await balances(day(3, 1))).toMatchObject({
      'held_for_orders TRY': -20n,
      'creator_payable TRY': -800n,
      'platform_fees TRY': -200n,
    });
  });

  it('tell it for now, with what was undone', async () => {
    expect(await balances(day(99))).toEqual({
      'provider_clearing TRY': 1_350n,
      'creator_payable TRY': -840n,
      'platform_fees TRY': -210n,
      'chargebacks TRY': -300n,
      'provider_clearing AED': 7n,
      'held_for_orders AED': -7n,
    });
  });

  it('name what is open in clearing accounts, the oldest first, with what came to zero gone', async () => {
    const open = async (search: Partial<OpenItemSearch>) => {
      const { documents } = await side.ask(new ListOpenItems({ limit: 100, ...search }));
      return documents.map(({ account, orderId, balanceMinor, openSince }) => [
        ...[account, orderId, balanceMinor, openSince],
      ]);
    };
    const [heldInAed, takenBack] = [
      ['held_for_orders', order(3), -7, day(2)],
      ['chargebacks', order(5), -300, day(5)],
    ];
    expect(await open({})).toEqual([heldInAed, takenBack]);
    expect(await open({ account: 'chargebacks' })).toEqual([takenBack]);
    expect(await open({ account: 'payouts_in_transit' })).toEqual([]);
    const ages = await agesOfOpenItems(side.reader, { now: () => day(6) });
    expect(Object.fromEntries(ages)).toEqual({
      ...{ held_for_orders: 4 * 86_400, chargebacks: 86_400, payouts_in_transit: 0 },
    });
  });

  const postings = async (search: Partial<PostingSearch>) => {
    const { documents } = await side.ask(new ListPostings({ limit: 100, ...search }));
    return documents.map(({ account, amountMinor }) => `${account} ${String(amountMinor)}`);
  };

  it('list the lines of an order, the first effective first', async () => {
    expect(await postings({ orderId: order(1) })).toEqual([
      'provider_clearing 1000',
      'held_for_orders -1000',
      'held_for_orders 1000',
      'creator_payable -800',
      'platform_fees -200',
    ]);
  });

  it('list the lines of an account, a creator and a period', async () => {
    expect(await postings({ creatorId })).toEqual([
      'creator_payable -800',
      'creator_payable -40',
      'creator_payable -240',
      'creator_payable 240',
    ]);
    expect(await postings({ account: 'held_for_orders', currency: 'AED' })).toEqual(['held_for_orders -7']);
    expect(await postings({ account: 'provider_clearing', from: day(2), to: day(4, 1) })).toEqual([
      'provider_clearing 7',
      'provider_clearing -20',
      'provider_clearing 50',
      'provider_clearing 300',
    ]);
  });
});

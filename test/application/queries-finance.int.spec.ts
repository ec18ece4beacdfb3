import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Actor } from '../../src/application/events/metadata.js';
import { EarningsSummary } from '../../src/application/finance/earnings-summary.js';
import { type EarningSearch, ListEarnings } from '../../src/application/finance/list-earnings.js';
import { ListMoneyCases } from '../../src/application/finance/list-money-cases.js';
import { type AuditSearch, SearchAuditTrail } from '../../src/application/finance/search-audit-trail.js';
import { GetMarketTerms, ListMarkets } from '../../src/application/markets/read-markets.js';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import { type CreatorId, type FanId, makeId, type OrderId } from '../../src/domain/ids.js';
import { DEFAULT_MARKETS } from '../../src/domain/market/terms.js';
import { type Currency, money } from '../../src/domain/money.js';
import { DAY_MS, type Instant, plusMs } from '../../src/domain/time.js';
import { LIMITS } from '../../src/application/runtime/limits.js';
import { creatorEarnings } from '../../src/application/projections/creator-earnings.js';
import { happened } from './happened.js';
import { type ReadSide, startReadSide } from './read-side.js';

const day = (n: number) => plusMs('2026-11-23T09:30:00.000Z' as Instant, n * DAY_MS);
const uuid = (n: number) => `0193a5d2-0000-7000-8000-${String(n).padStart(12, '0')}`;
const order = (n: number): OrderId => makeId('ord', uuid(n));
const creatorId: CreatorId = makeId('cre', uuid(201));
const richCreatorId: CreatorId = makeId('cre', uuid(202));
const fanId: FanId = makeId('fan', uuid(101));
const asFinance: Actor = { role: 'finance', id: 'stf_finance' };
const asFan: Actor = { role: 'fan', id: fanId };

const placed = (n: number, earningMinor: bigint, currency: Currency = 'TRY') =>
  happened('OrderPlaced', {
    ...{ orderId: order(n), fanId, creatorId },
    price: money(earningMinor, currency),
    fee: money(0n, currency),
    earning: money(earningMinor, currency),
  });
const accepted = (n: number) => [
  happened('FundsHeld', { orderId: order(n) }),
  happened('OrderAccepted', { orderId: order(n), acceptedAt: day(n) }),
];
const delivered = (n: number, availableAt: Instant) =>
  happened('VideoDelivered', { orderId: order(n), availableAt });

/** 1 never accepted; 2 pending; 3 available; 4 and 5 in the hold; 6 disputed; 7 charged back; 8 lost; 9 in AED. */
const HISTORY: readonly ShoutoutsEvent[] = [
  placed(1, 1n),
  ...[placed(2, 20n), ...accepted(2)],
  ...[placed(3, 300n), ...accepted(3), delivered(3, day(20))],
  ...[placed(4, 4_000n), ...accepted(4), delivered(4, day(22))],
  ...[placed(5, 50_000n), ...accepted(5), delivered(5, day(21))],
  ...[placed(6, 600_000n), ...accepted(6), delivered(6, day(10))],
  happened('ChargebackOpened', { orderId: order(6) }),
  ...[placed(7, 7_000_000n), ...accepted(7), delivered(7, day(10))],
  happened('ChargebackOpened', { orderId: order(7) }),
  happened('ChargebackLost', { orderId: order(7) }),
  ...[placed(8, 8n), ...accepted(8), happened('DeliveryExpired', { orderId: order(8) })],
  ...[placed(9, 9n, 'AED'), ...accepted(9)],
];

describe('queries about money', () => {
  let side: ReadSide;

  beforeAll(async () => {
    side = await startReadSide();
    await side.record(HISTORY);
  });
  afterAll(() => side.end());

  const earnings = async (search: Partial<EarningSearch>) => {
    const { documents } = await side.ask(new ListEarnings(creatorId, { limit: 50, ...search }));
    return documents.map(({ orderId }) => Number(orderId.slice(-3)));
  };

  it('list what accepted orders bring, the last accepted first', async () => {
    expect(await earnings({})).toEqual([9, 8, 7, 6, 5, 4, 3, 2]);
    expect(await earnings({ state: 'earned' })).toEqual([6, 5, 4, 3]);
    expect(await earnings({ from: day(4), to: day(6) })).toEqual([5, 4]);
    expect(await earnings({ state: 'pending', to: day(9) })).toEqual([2]);
  });

  it('add up what is pending, held, available, disputed and charged back, per currency', async () => {
    const lira = {
      currency: 'TRY',
      pendingMinor: 20n,
      inHoldMinor: 54_000n,
      nextAvailableAt: day(21),
      pastHoldMinor: 300n,
      disputedMinor: 600_000n,
      chargedBackMinor: 7_000_000n,
    };
    const sums = await side.ask(new EarningsSummary(creatorId, day(20)));
    expect(sums.map(({ currency }) => currency)).toEqual(['AED', 'TRY']);
    expect(sums[0]).toMatchObject({ pendingMinor: 9n, pastHoldMinor: 0n, nextAvailableAt: null });
    expect(sums[1]).toEqual(lira);
    const [, later] = await side.ask(new EarningsSummary(creatorId, day(21)));
    expect(later).toEqual({
      ...lira,
      inHoldMinor: 4_000n,
      pastHoldMinor: 50_300n,
      nextAvailableAt: day(22),
    });
  });

  it('add up exactly beyond 2^53, over several pages', async () => {
    const earningMinor = Number.MAX_SAFE_INTEGER;
    const count = LIMITS.readAllPage + 2;
    const [someEarning] = (await side.ask(new ListEarnings(creatorId, { limit: 1, state: 'pending' })))
      .documents;
    const writes = Array.from({ length: count }, (_, n) => ({
      id: `rich-${String(n)}`,
      doc: { ...someEarning, creatorId: richCreatorId, earningMinor },
      position: 1n,
    }));
    await side.models.write(side.projections.collectionOf(creatorEarnings.name), writes);
    const [sum] = await side.ask(new EarningsSummary(richCreatorId, day(0)));
    expect(sum?.pendingMinor).toBe(BigInt(count) * BigInt(earningMinor));
  });

  it('list what about money needs a person, for staff only', async () => {
    await side.record([
      happened('MoneyDifferenceFound', { orderId: order(2), foundAt: day(1) }),
      happened('RefundFailed', { orderId: order(8), failedAt: day(2) }),
    ]);
    const cases = await side.ask(new ListMoneyCases(asFinance, { limit: 10 }));
    expect(cases?.documents.map(({ code }) => code)).toEqual(['refund_failed', 'amount']);
    const one = await side.ask(new ListMoneyCases(asFinance, { limit: 10, orderId: order(2) }));
    expect(one?.documents).toHaveLength(1);
    expect(await side.ask(new ListMoneyCases(asFan, { limit: 10 }))).toBeUndefined();
  });
});

describe('queries about the audit trail', () => {
  let side: ReadSide;

  beforeAll(async () => {
    side = await startReadSide();
    await side.record([placed(1, 5n), happened('FundsHeld', { orderId: order(1) })], { actor: asFan });
    await side.record([happened('FanRegistered', { fanId })], { $correlationId: 'the request' });
    await side.record([placed(2, 5n)]);
  });
  afterAll(() => side.end());

  const search = async (wanted: Partial<AuditSearch>) => {
    const page = await side.ask(new SearchAuditTrail(asFinance, { limit: 10, ...wanted }));
    return page?.documents.map(({ type, orderId }) => `${type} ${(orderId ?? '').slice(-1)}`.trim());
  };

  it('find by subject, type, actor, correlation and time of recording, newest first', async () => {
    expect(await search({})).toEqual(['OrderPlaced 2', 'FanRegistered', 'FundsHeld 1', 'OrderPlaced 1']);
    expect(await search({ subject: order(1) })).toEqual(['FundsHeld 1', 'OrderPlaced 1']);
    expect(await search({ subject: fanId })).toEqual(['OrderPlaced 2', 'FanRegistered', 'OrderPlaced 1']);
    expect(await search({ subject: fanId, type: 'OrderPlaced' })).toEqual(['OrderPlaced 2', 'OrderPlaced 1']);
    expect(await search({ subject: creatorId })).toHaveLength(2);
    expect(await search({ subject: 'constructor_' })).toEqual([]);
    expect(await search({ subject: 'pi_3QOr1' })).toEqual(['FundsHeld 1']);
    expect(await search({ actorId: fanId })).toEqual(['FundsHeld 1', 'OrderPlaced 1']);
    expect(await search({ correlationId: 'the request' })).toEqual(['FanRegistered']);
    expect(await search({ to: day(-10_000) })).toEqual([]);
    expect(await search({ from: day(-10_000) })).toHaveLength(4);
  });

  it('have nothing for who is not staff', async () => {
    expect(await side.ask(new SearchAuditTrail(asFan, { limit: 10 }))).toBeUndefined();
  });
});

describe('queries about markets', () => {
  let side: ReadSide;

  beforeAll(async () => {
    side = await startReadSide();
    const published = (market: 'TR' | 'AE', version: number, effectiveFrom: Instant, open: boolean) =>
      happened('MarketTermsPublished', {
        ...{ market, version, effectiveFrom },
        terms: { ...DEFAULT_MARKETS[market], open },
      });
    await side.record([
      published('TR', 1, day(0), true),
      published('TR', 2, day(5), false),
      published('AE', 1, day(3), true),
    ]);
  });
  afterAll(() => side.end());

  it('show the terms in force, and all that were and will be', async () => {
    const turkey = await side.ask(new GetMarketTerms('TR', day(4)));
    expect(turkey).toMatchObject({ open: true, current: { version: 1 }, versions: [{}, {}], revision: '1' });
    expect(turkey?.current?.terms).toEqual(DEFAULT_MARKETS.TR);
    expect(await side.ask(new GetMarketTerms('TR', day(5)))).toMatchObject({
      open: false,
      current: { version: 2 },
    });
    expect(await side.ask(new GetMarketTerms('FR', day(5)))).toBeUndefined();
  });

  it('list all markets, open or not', async () => {
    const markets = await side.ask(new ListMarkets(day(0)));
    expect(markets.map(({ market, open, current }) => [market, open, current?.version])).toEqual([
      ['AE', false, undefined],
      ['TR', true, 1],
    ]);
  });
});

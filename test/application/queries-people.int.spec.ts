import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GetCreator } from '../../src/application/creators/get-creator.js';
import { type CatalogueSearch, SearchCatalogue } from '../../src/application/creators/search-catalogue.js';
import type { Actor } from '../../src/application/events/metadata.js';
import { GetFan } from '../../src/application/fans/get-fan.js';
import { GetInboxMessage, ListInbox } from '../../src/application/fans/read-inbox.js';
import { GetQuote } from '../../src/application/quotes/get-quote.js';
import { ListQuotes } from '../../src/application/quotes/list-quotes.js';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import { type CreatorId, type FanId, makeId, type OrderId, type QuoteId } from '../../src/domain/ids.js';
import { type Currency, money } from '../../src/domain/money.js';
import { DAY_MS, type Instant, plusMs } from '../../src/domain/time.js';
import { happened } from './happened.js';
import { type ReadSide, startReadSide } from './read-side.js';

const day = (n: number) => plusMs('2026-11-23T09:30:00.000Z' as Instant, n * DAY_MS);
const uuid = (n: number) => `0193a5d2-0000-7000-8000-${String(n).padStart(12, '0')}`;
const order = (n: number): OrderId => makeId('ord', uuid(n));
const quote = (n: number): QuoteId => makeId('quo', uuid(n));
const fan = (n: number): FanId => makeId('fan', uuid(n));
const creator = (n: number): CreatorId => makeId('cre', uuid(n));
const asFan = (n: number): Actor => ({ role: 'fan', id: fan(n) });
const asCreator = (n: number): Actor => ({ role: 'creator', id: creator(n) });
const asSupport: Actor = { role: 'support', id: 'stf_1' };

const registered = (n: number, name: string, market: string) =>
  happened('CreatorRegistered', { creatorId: creator(n), name, market });
const published = (n: number, amountMinor: bigint, currency: Currency) =>
  happened('OfferingPublished', { creatorId: creator(n), price: money(amountMinor, currency) });
const rated = (n: number, stars: number) => happened('OrderRated', { creatorId: creator(n), stars });
const accepted = (n: number, more: object = {}): readonly ShoutoutsEvent[] => [
  happened('OrderPlaced', { orderId: order(n), fanId: fan(1), creatorId: creator(1), ...more }),
  happened('FundsHeld', { orderId: order(n) }),
  happened('OrderAccepted', { orderId: order(n) }),
];
const delivered = (n: number, deliveredAt: Instant, more: object = {}): readonly ShoutoutsEvent[] => [
  ...accepted(n, more),
  happened('VideoSubmitted', { orderId: order(n) }),
  happened('VideoDelivered', { orderId: order(n), deliveredAt }),
];

describe('queries about people', () => {
  let side: ReadSide;

  beforeAll(async () => {
    side = await startReadSide();
    await side.record([
      ...[registered(1, 'Işıl Ada', 'TR'), published(1, 20_000n, 'TRY')],
      ...[registered(2, 'ISIL Demir', 'TR'), published(2, 5_000n, 'TRY')],
      ...[registered(3, 'Omar', 'AE'), published(3, 9_000n, 'AED')],
      registered(4, 'Ahmet', 'AE'),
      happened('OfferingPaused', { creatorId: creator(2) }),
      ...[...delivered(1, day(1)), ...delivered(2, day(3)), ...delivered(3, day(2), { fanId: fan(2) })],
      ...[...accepted(4), happened('DeliveryExpired', { orderId: order(4) })],
      ...accepted(5),
      ...[5, 4, 4].map((stars) => rated(1, stars)),
      happened('FanRegistered', { fanId: fan(1), name: 'Deniz' }),
      happened('QuoteAsked', { quoteId: quote(1), fanId: fan(1), creatorId: creator(1), askedAt: day(1) }),
      happened('QuoteMessageSent', { quoteId: quote(1), fanId: fan(1), creatorId: creator(1), message: '!' }),
      happened('QuoteOffered', { quoteId: quote(1), fanId: fan(1), creatorId: creator(1) }),
      happened('QuoteAsked', { quoteId: quote(2), fanId: fan(1), creatorId: creator(2), askedAt: day(2) }),
    ]);
  });
  afterAll(() => side.end());

  const found = async (search: Partial<CatalogueSearch>) => {
    const { documents } = await side.ask(new SearchCatalogue({ limit: 50, ...search }));
    return documents.map(({ name }) => name);
  };

  it('find creators by how their names begin, in any case and with or without accents', async () => {
    expect(await found({})).toEqual(['Ahmet', 'Işıl Ada', 'ISIL Demir', 'Omar']);
    for (const text of ['IŞI', 'ışı', 'Işı', 'İŞİ', 'isi'])
      expect(await found({ text })).toEqual(['Işıl Ada', 'ISIL Demir']);
    expect(await found({ text: 'Işıl A' })).toEqual(['Işıl Ada']);
    expect(await found({ text: 'Ada' })).toEqual([]);
    expect(await found({ text: 'o', market: 'TR' })).toEqual([]);
  });

  it('find creators by market, price in one currency, and state of the offering', async () => {
    expect(await found({ market: 'TR' })).toEqual(['Işıl Ada', 'ISIL Demir']);
    expect(await found({ offering: 'open' })).toEqual(['Işıl Ada', 'Omar']);
    expect(await found({ offering: 'none' })).toEqual(['Ahmet']);
    expect(await found({ price: { currency: 'TRY' } })).toEqual(['ISIL Demir', 'Işıl Ada']);
    expect(await found({ price: { currency: 'TRY', leastMinor: 5_001n } })).toEqual(['Işıl Ada']);
    expect(await found({ price: { currency: 'TRY', mostMinor: 5_000n } })).toEqual(['ISIL Demir']);
    expect(await found({ price: { currency: 'AED', mostMinor: 8_999n } })).toEqual([]);
    expect(await found({ text: 'Işıl A', price: { currency: 'TRY' } })).toEqual(['Işıl Ada']);
  });

  it('page through the catalogue in the order of prices', async () => {
    const search = { limit: 1, price: { currency: 'TRY' } } as const;
    const first = await side.ask(new SearchCatalogue(search));
    const second = await side.ask(new SearchCatalogue({ ...search, startingAfter: first.next }));
    expect([...first.documents, ...second.documents].map(({ priceMinor }) => priceMinor)).toEqual([
      5_000, 20_000,
    ]);
    expect(second.next).toBeUndefined();
  });

  it("show a creator's rating and record", async () => {
    const profile = await side.ask(new GetCreator(creator(1)));
    expect(profile).toMatchObject({
      name: 'Işıl Ada',
      rating: { count: 3, average: '4.33' },
      record: { delivered: 3, missed: 1 },
    });
    expect(profile).not.toHaveProperty('searchName');
    expect(await side.ask(new GetCreator(creator(3)))).toMatchObject({
      rating: { count: 0, average: null },
      record: { delivered: 0, missed: 0 },
    });
    expect(await side.ask(new GetCreator(creator(9)))).toBeUndefined();
  });

  it('show a fan to nobody but themselves', async () => {
    expect(await side.ask(new GetFan(fan(1), asFan(1)))).toMatchObject({ name: 'Deniz', market: 'TR' });
    expect(await side.ask(new GetFan(fan(1), asFan(2)))).toBeUndefined();
    expect(await side.ask(new GetFan(fan(1), asSupport))).toBeUndefined();
  });

  it('show a fan the videos that were delivered to them, newest first', async () => {
    const { documents } = await side.ask(new ListInbox(fan(1), { limit: 10 }));
    expect(documents.map(({ deliveredAt }) => deliveredAt)).toEqual([day(3), day(1)]);
    expect(await side.ask(new GetInboxMessage(order(1), fan(1)))).toMatchObject({ container: 'mp4' });
    expect(await side.ask(new GetInboxMessage(order(1), fan(2)))).toBeUndefined();
    expect(await side.ask(new GetInboxMessage(order(5), fan(1)))).toBeUndefined();
  });

  it('show a conversation about a price to its two sides and to staff', async () => {
    const page = { limit: 10 };
    const read = (actor: Actor) => side.ask(new GetQuote(quote(1), actor, page));
    const shown = await read(asFan(1));
    expect(shown?.quote).toMatchObject({ state: 'open', priceMinor: 150_000, proposedBy: 'creator' });
    expect(shown?.quote).not.toHaveProperty('folded');
    expect(shown?.messages.documents.map(({ by, message }) => [by, message])).toEqual([
      ['fan', 'How much for my sister’s wedding? 💍'],
      ['creator', '!'],
    ]);
    expect(await read(asCreator(1))).toEqual(shown);
    expect(await read(asSupport)).toEqual(shown);
    expect(await read(asFan(2))).toBeUndefined();
    expect(await read(asCreator(2))).toBeUndefined();
  });

  it('list the conversations that one is in, newest first', async () => {
    const listed = async (actor: Actor) => {
      const { documents } = await side.ask(new ListQuotes(actor, { limit: 10 }));
      return documents.map(({ quoteId }) => quoteId);
    };
    expect(await listed(asFan(1))).toEqual([quote(2), quote(1)]);
    expect(await listed(asCreator(1))).toEqual([quote(1)]);
    expect(await listed(asSupport)).toEqual([quote(2), quote(1)]);
    expect(await listed(asFan(2))).toEqual([]);
  });

  it('find nobody who was erased, and show nothing of what they wrote', async () => {
    await side.record([
      ...[creator(4), fan(1)].map((personId) => happened('ErasureRequested', { personId })),
      ...[creator(4), fan(1)].map((personId) => happened('PersonErased', { personId })),
    ]);
    expect(await found({ text: 'ahmet' })).toEqual([]);
    expect(await side.ask(new GetCreator(creator(4)))).toBeUndefined();
    expect(await side.ask(new GetFan(fan(1), asFan(1)))).toMatchObject({ name: '[erased]' });
    const shown = await side.ask(new GetQuote(quote(1), asCreator(1), { limit: 10 }));
    expect(shown?.messages.documents.map(({ message }) => message)).toEqual(['[erased]', '[erased]']);
    const { documents } = await side.ask(new ListInbox(fan(1), { limit: 10 }));
    expect(documents.map(({ brief }) => brief)).toEqual(['[erased]', '[erased]']);
  });
});

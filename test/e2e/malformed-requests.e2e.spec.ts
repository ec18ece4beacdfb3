import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller, Json } from '../support/api-client.js';
import { newCreator, newFan, orderOf, type Person, PRICE, staff } from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';

/** A value that no answer may repeat: it could be somebody's name. */
const SECRET = 'Fatma-5417';

describe('a malformed request', () => {
  let running: TestServer;
  let fan: Person;
  let creator: Person;
  let admin: Caller;

  beforeAll(async () => {
    running = await runServer();
    fan = await newFan(running.api);
    creator = await newCreator(running.api);
    admin = await staff(running.api, 'admin');
  });
  afterAll(async () => {
    expect(running.api.problems.filter((problem) => problem.includes(SECRET))).toEqual([]);
    await running.end();
  });

  const place = (changes: Json) =>
    fan.caller.tryPost<Json>('/v1/orders', { ...orderOf(creator), ...changes });

  it.each([
    ['an unknown field', { tip: SECRET }, 'unknown_field'],
    ['an unknown field within', { price: { ...PRICE, discount: 1 } }, 'unknown_field'],
    ['a number for text', { brief: 17 }, 'validation_failed'],
    ['an object for text', { brief: { $ne: SECRET } }, 'validation_failed'],
    ['a list for text', { brief: [SECRET] }, 'validation_failed'],
    ['text for a number', { price: { amount_minor: '15000', currency: 'TRY' } }, 'validation_failed'],
    ['a fraction of a minor unit', { price: { amount_minor: 150.5, currency: 'TRY' } }, 'validation_failed'],
    ['less than nothing', { price: { amount_minor: -15_000, currency: 'TRY' } }, 'validation_failed'],
    ['more than a number holds', { price: { amount_minor: 1e21, currency: 'TRY' } }, 'validation_failed'],
    ['a currency that is none', { price: { amount_minor: 1, currency: SECRET } }, 'validation_failed'],
    ['a number for money', { price: 15_000 }, 'validation_failed'],
    ['null for money', { price: null }, 'validation_failed'],
    ['a list for money', { price: [PRICE] }, 'validation_failed'],
    ['no brief', { brief: undefined }, 'validation_failed'],
    ['an empty brief', { brief: '' }, 'validation_failed'],
    ['too long a brief', { brief: SECRET.repeat(201) }, 'validation_failed'],
    [
      'an id of another kind',
      { creator_id: 'fan_00000000-0000-7000-8000-000000000001' },
      'validation_failed',
    ],
    ['an operator for an id', { creator_id: { $gt: '' } }, 'validation_failed'],
    ['a payment method that is none', { payment_method: 'pm_card visa' }, 'validation_failed'],
  ])('with %s is refused before anything happens', async (_what, changes, code) => {
    const { status, outcome } = await place(changes);
    expect([status, outcome]).toEqual([400, code]);
    expect((await fan.caller.get<{ data: unknown[] }>('/v1/orders')).data).toEqual([]);
  });

  it('is told all its faulty fields at once', async () => {
    const { body } = await place({ brief: 17, price: { amount_minor: 'x', currency: 'TRY' }, tip: 1 });
    const fields = (body['errors'] as { field: string }[]).map(({ field }) => field);
    expect(fields.sort()).toEqual(['brief', 'price.amount_minor', 'tip']);
  });

  it.each([
    ['half of JSON', '{"brief":', 400, 'body_invalid'],
    ['a prototype', '{"__proto__":{"roles":["admin"]}}', 400, 'body_invalid'],
    ['nothing', '', 400, 'validation_failed'],
    ['half of a character', '{"brief":"\\ud800"}', 400, 'body_invalid'],
    ['the other half, as a name', '{"\\udc00":1}', 400, 'body_invalid'],
    ['a list', '[]', 400, 'validation_failed'],
    ['more than 64 KiB', JSON.stringify({ brief: 'x'.repeat(70_000) }), 413, 'body_too_large'],
  ])('whose body is %s is refused', async (_what, body, status, code) => {
    const answered = await fan.caller.tryPost('/v1/orders', body);
    expect([answered.status, answered.outcome]).toEqual([status, code]);
  });

  it('is refused whose body is no JSON by its type', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await fan.caller.tryPost('/v1/orders', 'brief=hello', headers)).outcome).toBe(
      'unsupported_media_type',
    );
  });

  it('is refused whose body nobody reads', async () => {
    expect((await fan.caller.tryPost('/v1/erasures', { person_id: creator.id })).outcome).toBe(
      'unknown_field',
    );
  });

  it.each([
    ['/v1/orders?$where=1'],
    ['/v1/orders?state[$ne]=accepted'],
    ['/v1/orders?creator_id[$gt]='],
    ['/v1/orders?state=accepted&state=delivered'],
    ['/v1/orders?state=unheard_of'],
    ['/v1/orders?market=$TR'],
    ['/v1/orders?placed_from=yesterday'],
    ['/v1/orders?limit=0'],
    ['/v1/orders?limit=101'],
    ['/v1/orders?limit=1e1'],
    ['/v1/orders?limit=-1'],
    ['/v1/orders?starting_after='],
    [`/v1/orders?fan_id=${SECRET}`],
    ['/v1/catalogue?search[$regex]=.*'],
    ['/v1/catalogue?$comment=x'],
    ['/v1/catalogue?price_from_minor=1'],
    ['/v1/catalogue?currency=TRY&price_from_minor=$1'],
    ['/v1/catalogue?__proto__=x'],
    ['/v1/creators/me?x=1'],
    ['/v1/audit?subject=$ne'],
    ['/v1/audit?type[$ne]=OrderPlaced'],
    ['/v1/audit?correlation_id=1'],
    ['/v1/audit?from=2026-W01-1'],
    ['/v1/audit?from=2026-123'],
    ['/v1/audit?to=20260101'],
    ['/v1/audit?to=2026-01-01T00:00:00,5Z'],
    ['/v1/audit?to=2026-01-01T00:00:00'],
    ['/v1/audit?to=2026-13-01T00:00:00Z'],
  ])('is refused that asks for %s', async (path) => {
    const caller = path.startsWith('/v1/audit')
      ? admin
      : path.startsWith('/v1/creators')
        ? creator.caller
        : fan.caller;
    const { status, outcome } = await caller.tryGet(path);
    expect([status, outcome]).toEqual([400, expect.stringMatching(/^(unknown_field|validation_failed)$/)]);
  });

  it.each([
    ['/v1/orders?starting_after=x', 'cursor_invalid'],
    [`/v1/orders?starting_after=${Buffer.from('["x"]').toString('base64url')}`, 'cursor_invalid'],
  ])('is refused with a cursor that it was not given: %s', async (path, code) => {
    expect((await fan.caller.tryGet(path)).outcome).toBe(code);
  });

  it.each([
    ['shoutouts-position', 'x', 'position_invalid'],
    ['shoutouts-position', '-1', 'position_invalid'],
    ['shoutouts-position', '999999999999999999', 'position_invalid'],
    ['shoutouts-position', '9999999999999999999', 'position_invalid'],
  ])('is refused with the header %s: %s', async (name, value, code) => {
    expect((await fan.caller.tryGet('/v1/orders', { [name]: value })).outcome).toBe(code);
  });

  it.each([
    ['if-match', '3', 'precondition_invalid'],
    ['if-match', 'W/"3"', 'precondition_invalid'],
    ['if-match', '*', 'precondition_invalid'],
    ['idempotency-key', 'ş'.repeat(1), 'idempotency_key_invalid'],
    ['idempotency-key', 'x'.repeat(256), 'idempotency_key_invalid'],
  ])('is refused that changes with the header %s: %s', async (name, value, code) => {
    const bytes = Buffer.from(value).toString('latin1');
    const headers = { [name]: bytes };
    expect((await creator.caller.tryPost('/v1/creators/me/offering/pause', undefined, headers)).outcome).toBe(
      code,
    );
  });

  it.each([
    ['/v1/orders/1', 'order_not_found'],
    ['/v1/orders/ord_1', 'order_not_found'],
    ['/v1/orders/ord_00000000-0000-7000-8000-000000000001', 'order_not_found'],
    ['/v1/quotes/quo_00000000-0000-7000-8000-000000000001', 'quote_not_found'],
    ['/v1/creators/cre_00000000-0000-7000-8000-000000000001', 'creator_not_found'],
    ['/v1/inbox/ord_00000000-0000-7000-8000-000000000001', 'order_not_found'],
    ['/v1/markets/XX', 'not_found'],
    ['/v1/nothing', 'not_found'],
    [`/${SECRET}`, 'not_found'],
  ])('finds nothing at %s', async (path, code) => {
    const { status, outcome } = await fan.caller.tryGet(path);
    expect([status, outcome]).toEqual([404, code]);
  });

  it.each([
    ['/v1/payout-runs', 'minimum_minor', { market: 'TR', currency: 'TRY' }],
    [
      '/v1/creators/me/payout-destination/bank-account',
      'bic',
      { iban: 'TR330006100519786457841326', holder: 'B' },
    ],
    ['/v1/cases/cas_0193a5d2-0000-7000-8000-000000000007/close', 'movement', { reason: 'known' }],
  ])('that has null where %s takes nothing for %s is refused', async (path, field, rest) => {
    const caller = path.startsWith('/v1/creators') ? creator.caller : await staff(running.api, 'finance');
    const { outcome, body } = await caller.tryPost<Json>(path, { ...rest, [field]: null });
    expect([outcome, JSON.stringify(body)]).toEqual([
      'validation_failed',
      expect.stringContaining(`"field":"${field}"`),
    ]);
  });

  it('with a blank reason closes no case', async () => {
    const finance = await staff(running.api, 'finance');
    const close = '/v1/cases/cas_0193a5d2-0000-7000-8000-000000000007/close';
    expect((await finance.tryPost(close, { reason: '   ' })).outcome).toBe('validation_failed');
    expect((await finance.tryPost(close, { reason: 'known' })).outcome).toBe('money_case_not_found');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Caller, Json } from '../support/api-client.js';
import { newCreator, type Person } from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

const BANK_ACCOUNT = '/v1/creators/me/payout-destination/bank-account';
const IBAN = 'TR330006100519786457841326';

describe('a bank account to be paid out to', () => {
  let running: TestServer;
  let finance: Caller;
  beforeAll(async () => {
    running = await runServer();
    finance = await running.api.as('finance', 'finance');
  });
  afterAll(() => running.end());

  const destinationOf = ({ id }: Person, caller = finance) =>
    caller.tryGet(`/v1/creators/${id}/payout-destination`);

  it('is set by the creator, however it is written, and verified by finance', async () => {
    const creator = await newCreator(running.api);
    expect((await destinationOf(creator)).outcome).toBe('payout_destination_not_found');
    const account = { iban: 'tr33 0006 1005 1978 6457 8413 26', holder: 'Barış Demir', bic: 'tgbatris' };
    await creator.caller.post(BANK_ACCOUNT, account);
    const { body } = await destinationOf(creator, creator.caller);
    expect(body).toMatchObject({
      ...{
        rail: 'bank_transfers',
        account: IBAN,
        holder: 'Barış Demir',
        bic: 'TGBATRIS',
        is_verified: false,
      },
    });
    const verify = `/v1/creators/${creator.id}/payout-destination/verify`;
    await finance.post(verify, { destination_id: body['destination_id'] });
    expect((await destinationOf(creator)).body).toMatchObject({ is_verified: true });

    await creator.caller.post(BANK_ACCOUNT, { iban: IBAN, holder: 'Somebody Else' });
    expect((await destinationOf(creator)).body).toMatchObject({ is_verified: false });
    const late = await finance.tryPost(verify, { destination_id: body['destination_id'] });
    expect(late.outcome).toBe('payout_destination_changed');
  });

  it('is verified by somebody else than who is paid out there', async () => {
    const both = await running.api.as('of finance, and a creator', 'creator', 'finance');
    const registered = { name: 'Barış', born_on: '1990-05-17', followers: 120_000, market: 'TR' };
    const { creator_id: id } = await both.post<Json & { creator_id: string }>('/v1/creators', registered);
    await both.post(BANK_ACCOUNT, { iban: IBAN, holder: 'Barış Demir' });
    const { destination_id } = (await destinationOf({ id, caller: both })).body;
    const verify = `/v1/creators/${id}/payout-destination/verify`;
    expect((await both.tryPost(verify, { destination_id })).outcome).toBe('payout_destination_own');
    expect((await finance.tryPost(verify, { destination_id })).status).toBe(200);
  });

  it.each([
    [
      'digits that do not check',
      { iban: 'TR330006100519786457841327', holder: 'Ada' },
      'bank_account_invalid',
      'iban',
    ],
    ['a name that no bank writes', { iban: IBAN, holder: 'محمد' }, 'bank_account_invalid', 'holder'],
    [
      'a bank that there is not',
      { iban: IBAN, holder: 'Ada', bic: '12345678' },
      'bank_account_invalid',
      'bic',
    ],
    ['no holder', { iban: IBAN }, 'validation_failed', 'holder'],
    ['an account elsewhere', { iban: 'acct_1QOr1', holder: 'Ada' }, 'validation_failed', 'iban'],
  ])('is refused with %s', async (_what, account, code, field) => {
    const creator = await newCreator(running.api);
    const refused = await creator.caller.tryPost(BANK_ACCOUNT, account);
    expect(refused.outcome).toBe(code);
    expect(refused.body).toMatchObject({ errors: [{ field }] });
    expect(JSON.stringify(refused.body)).not.toContain(account.iban);
  });

  it('is nobody’s business but the creator’s and finance’s, and is forgotten with the person', async () => {
    const [creator, other] = [await newCreator(running.api), await newCreator(running.api)];
    await creator.caller.post(BANK_ACCOUNT, { iban: IBAN, holder: 'Barış Demir' });
    expect((await destinationOf(creator, other.caller)).outcome).toBe('payout_destination_not_found');
    await creator.caller.post('/v1/erasures');
    const forgotten = await until(
      async () => (await destinationOf(creator)).body,
      ({ account }) => account !== IBAN,
    );
    expect(forgotten).toMatchObject({ account: '[erased]', holder: '[erased]' });
  });
});

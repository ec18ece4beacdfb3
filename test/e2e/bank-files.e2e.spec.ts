import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { atBank } from '../../src/interfaces/cli/demo/bank-messages.js';
import type { Caller, Json } from '../support/api-client.js';
import {
  accountThat,
  approved,
  BANK_SETTINGS,
  carriedOut,
  creatorsAtBank,
  EARNING,
  fetchBankFile,
  financeOf,
  payoutThat,
  proposed,
} from '../support/bank.js';
import { newFan, type Person } from '../support/marketplace.js';
import { newDataDir, runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

describe('the bank file of a run', () => {
  const dataDir = newDataDir();
  let running: TestServer;
  let fan: Person;
  let proposer: Caller;
  let approver: Caller;
  beforeAll(async () => {
    running = await runServer(BANK_SETTINGS, dataDir);
    fan = await newFan(running.api);
    [proposer, approver] = await financeOf(running.api);
  });
  afterAll(async () => {
    await running.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const runOf = (runId: string) => approver.get<Json>(`/v1/payout-runs/${runId}`);
  const codeOf = ({ text }: { readonly text: string }) => (JSON.parse(text) as Json)['code'];

  it('is the same for everybody and for ever, and tells its payouts that they are sent', async () => {
    const [creator] = await creatorsAtBank(fan, approver, 1);
    if (creator === undefined) throw new Error('nobody');
    const runId = await proposed(proposer);
    expect(codeOf(await fetchBankFile(runId, approver))).toBe('bank_file_not_ready');
    await approved(runId, approver);
    expect(await payoutThat(creator, 'reserved', approver)).toMatchObject({ rail: 'bank_transfers' });
    expect((await runOf(runId))['bank_file']).toBeNull();

    const first = await fetchBankFile(runId, approver);
    expect(first.status).toBe(200);
    const { payout_id, reference } = await payoutThat(creator, 'sent', approver);
    expect(reference).toBe(atBank(String(payout_id)));
    for (const part of [
      `<MsgId>${atBank(runId)}</MsgId>`,
      `<EndToEndId>${atBank(String(payout_id))}</EndToEndId>`,
      '<InstdAmt Ccy="TRY">120.00</InstdAmt>',
      '<Cdtr><Nm>Baris Demir</Nm></Cdtr>',
    ])
      expect(first.text).toContain(part);
    const sha256 = createHash('sha256').update(first.text).digest();
    expect(first.digest).toBe(`sha-256=:${sha256.toString('base64')}:`);
    await accountThat(creator, ({ in_transit_minor }) => in_transit_minor === EARNING);

    // Another account pays from now on, and the creator another one: a file that was made stays what it is.
    const account = { iban: 'AE070331234567890123456', holder: 'Baris Demir' };
    await creator.caller.post('/v1/creators/me/payout-destination/bank-account', account);
    await running.close();
    const elsewhere = { BANK_ACCOUNTS: 'TRY=AE070331234567890123456', BANK_ACCOUNT_HOLDER: 'Elsewhere' };
    running = await runServer(elsewhere, dataDir);
    [proposer, approver] = await financeOf(running.api);
    fan = { ...fan, caller: fan.caller.at(running.api) };
    expect(await fetchBankFile(runId, proposer)).toEqual(first);
    const { bank_file } = await runOf(runId);
    expect(bank_file).toMatchObject({
      ...{ sha256: sha256.toString('hex'), payouts: 1, message_id: atBank(runId) },
      total: { amount_minor: EARNING, currency: 'TRY' },
    });
    // A file that was fetched twice is seen.
    const given = (bank_file as { given_out: readonly Json[] }).given_out.map(({ given_to }) => given_to);
    expect(given).toHaveLength(2);
    expect(new Set(given).size).toBe(2);
  });

  it('has no payout that another file has', async () => {
    const [creator] = await creatorsAtBank(fan, approver, 1);
    if (creator === undefined) throw new Error('nobody');
    const [one, other] = [await proposed(proposer), await proposed(proposer)];
    await approved(one, approver);
    await approved(other, approver);
    const [first, second] = [await fetchBankFile(one, approver), await fetchBankFile(other, approver)];
    expect(first.text.match(/<EndToEndId>/g)).toHaveLength(1);
    expect(codeOf(second)).toBe('bank_file_empty');
  });

  it('is one, however many ask for it at once', async () => {
    await creatorsAtBank(fan, approver, 1);
    const runId = await carriedOut(proposer, approver);
    const files = await Promise.all(
      [approver, proposer, approver, proposer].map((caller) => fetchBankFile(runId, caller)),
    );
    expect(new Set(files.map(({ text }) => text)).size).toBe(1);
    expect(files.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const { bank_file } = await runOf(runId);
    expect((bank_file as { given_out: readonly Json[] }).given_out).toHaveLength(4);
  });

  it('is asked for by its headers alone without being given out', async () => {
    await creatorsAtBank(fan, approver, 1);
    const runId = await carriedOut(proposer, approver);
    const address = `${running.api.url}/v1/payout-runs/${runId}/bank-file`;
    expect((await fetch(address, { method: 'HEAD', headers: approver.credentials })).status).toBe(200);
    expect((await runOf(runId))['bank_file']).toBeNull();
  });

  it('leaves out who was forgotten meanwhile, whose payout then fails', async () => {
    const [leaving, staying] = await creatorsAtBank(fan, approver, 2);
    if (leaving === undefined || staying === undefined) throw new Error('nobody');
    const runId = await carriedOut(proposer, approver);
    await leaving.caller.post('/v1/erasures');
    await until(
      () => leaving.caller.get<Json>('/v1/erasures/me'),
      ({ state }) => state === 'erased',
    );
    const { text } = await fetchBankFile(runId, approver);
    expect(text.match(/<EndToEndId>/g)).toHaveLength(1);
    await payoutThat(staying, 'sent', approver);
    expect(await payoutThat(leaving, 'failed', approver)).toMatchObject({ code: 'destination_unknown' });

    await staying.caller.post('/v1/erasures');
    await until(
      () => staying.caller.get<Json>('/v1/erasures/me'),
      ({ state }) => state === 'erased',
    );
    expect(codeOf(await fetchBankFile(runId, approver))).toBe('bank_file_erased');
  });

  it('is made of no account that nobody has verified', async () => {
    const [unverified, verified] = await creatorsAtBank(fan, approver, 2);
    if (unverified === undefined || verified === undefined) throw new Error('nobody');
    const account = { iban: 'AE070331234567890123456', holder: 'Ada' };
    await unverified.caller.post('/v1/creators/me/payout-destination/bank-account', account);
    const { lines, left_out } = await runOf(await proposed(proposer));
    expect(lines).toMatchObject([{ creator_id: verified.id }]);
    expect(left_out).toContainEqual({ creator_id: unverified.id, code: 'destination_not_verified' });
  });

  it('is not promised where no account of ours pays', async () => {
    await running.close();
    running = await runServer({}, dataDir);
    [proposer, approver] = await financeOf(running.api);
    const run = await proposer.tryPost('/v1/payout-runs', { market: 'TR', currency: 'TRY' });
    expect(run.outcome).toBe('payout_run_empty');
  });
});

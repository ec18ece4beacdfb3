import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { atBank } from '../../src/interfaces/cli/demo/bank-messages.js';
import type { Answered, Caller, Json, List } from '../support/api-client.js';
import {
  accountThat,
  balancedStatement,
  BANK_SETTINGS,
  batchStatement,
  carriedOut,
  creatorsAtBank,
  EARNING,
  type Entry,
  fetchBankFile,
  financeOf,
  groupReport,
  payoutThat,
  sendAnswers,
  statement,
  statusReport,
} from '../support/bank.js';
import { newFan, type Person } from '../support/marketplace.js';
import { runServer, type TestServer } from '../support/server.js';
import { until } from '../support/until.js';

const NOBODYS = 'pay_0192f0c1-1111-7aaa-8bbb-000000000001';

/** Well-formed, and above 64 MiB before it ends. */
const endless = (): string =>
  statement('ENDLESS', []).replace('<GrpHdr>', `<GrpHdr>${`<X>${' '.repeat(60_000)}</X>`.repeat(1_150)}`);

interface Sent {
  readonly runId: string;
  readonly creators: readonly Person[];
  readonly payouts: readonly string[];
}

describe('what the bank answers', () => {
  let running: TestServer;
  let fan: Person;
  let proposer: Caller;
  let approver: Caller;
  let files = 0;
  beforeAll(async () => {
    running = await runServer(BANK_SETTINGS);
    fan = await newFan(running.api);
    [proposer, approver] = await financeOf(running.api);
  });
  afterAll(() => running.end());

  const fileId = () => `BANK-${String((files += 1))}`;
  const idsOf = ({ body }: Answered, effect: string) =>
    (body[effect] as readonly Json[]).map(({ payout_id }) => payout_id);

  async function executed(count = 1): Promise<Sent> {
    const creators = await creatorsAtBank(fan, approver, count);
    const runId = await carriedOut(proposer, approver);
    const payouts: string[] = [];
    for (const creator of creators)
      payouts.push(String((await payoutThat(creator, 'reserved', approver))['payout_id']));
    return { runId, creators, payouts };
  }

  async function sent(count = 1): Promise<Sent> {
    const run = await executed(count);
    await fetchBankFile(run.runId, approver);
    for (const creator of run.creators) await payoutThat(creator, 'sent', approver);
    return run;
  }

  const booked = (payout: unknown, change: Partial<Entry> = {}) =>
    statement(fileId(), [{ payout, is: 'paid', ...change }]);
  const returned = (payout: unknown, change: Partial<Entry> = {}) =>
    booked(payout, { is: 'returned', ...change });

  const caseThat = async (says: string) =>
    (await proposer.get<List>('/v1/money-cases?limit=100')).data.filter(({ detail }) =>
      String(detail).includes(says),
    );

  const only = ({ creators, payouts }: Sent) => {
    const [creator] = creators;
    const [payout] = payouts;
    if (creator === undefined || payout === undefined) throw new Error('nobody');
    return { creator, payout };
  };

  it('is accepted, rejected, paid and returned, and each becomes the fact of its payout', async () => {
    const { runId, creators, payouts } = await sent(3);
    const [rejected, back, paid] = payouts;
    const [one, two, three] = creators;
    if (one === undefined || two === undefined || three === undefined) throw new Error('nobody');
    const statuses = [
      { payout: rejected, status: 'RJCT' },
      { payout: back, status: 'ACSP' },
      { payout: paid, status: 'PDNG' },
    ];
    const report = await sendAnswers(approver, statusReport(fileId(), runId, statuses));
    expect(idsOf(report, 'taken_in')).toEqual([rejected]);
    // That they are under way was known since the file was given out.
    expect(idsOf(report, 'known')).toEqual([back, paid]);
    await payoutThat(one, 'failed', approver);
    await accountThat(one, ({ available_minor }) => available_minor === EARNING);

    const entries: readonly Entry[] = [
      { payout: back, is: 'paid', name: 'E1' },
      { payout: paid, is: 'paid', name: 'E2' },
      { payout: back, is: 'returned', name: 'E3' },
    ];
    const answer = await sendAnswers(approver, statement(fileId(), entries));
    expect(idsOf(answer, 'taken_in')).toEqual([back, paid, back]);
    expect(await payoutThat(two, 'returned', approver)).toMatchObject({ code: 'AC04' });
    expect(await payoutThat(three, 'paid', approver)).toMatchObject({ reference: 'E2' });
    await accountThat(two, ({ available_minor }) => available_minor === EARNING);
    await accountThat(three, ({ paid_out_minor }) => paid_out_minor === EARNING);
  });

  it('changes nothing the second time, in the same file or in another', async () => {
    const { creator, payout } = only(await sent());
    const file = booked(payout, { name: 'SAME' });
    expect(idsOf(await sendAnswers(approver, file), 'taken_in')).toEqual([payout]);
    const again = await sendAnswers(proposer, file);
    expect(again.body).toMatchObject({ was_received_before: true, taken_in: [], differing: [] });
    expect(idsOf(again, 'known')).toEqual([payout]);
    const other = await sendAnswers(approver, booked(payout, { name: 'SAME' }));
    expect(other.body).toMatchObject({ was_received_before: false, taken_in: [], differing: [] });
    await accountThat(creator, ({ paid_out_minor, hold }) => paid_out_minor === EARNING && hold === null);
  });

  it('says which file each fact is from', async () => {
    const { creator, payout } = only(await sent());
    const { body } = await sendAnswers(approver, booked(payout));
    const { data } = await proposer.get<List>(`/v1/audit?subject=${creator.id}&limit=100`);
    const fact = data.find(({ type }) => type === 'PayoutPaid');
    expect(fact?.['reason']).toBe(
      `bank file ${String(body['message_id'])}, SHA-256 ${String(body['sha256'])}`,
    );
  });

  it('about nobody’s payment is told as not ours', async () => {
    const { body } = await sendAnswers(approver, booked(NOBODYS));
    expect(body).toMatchObject({
      ...{ taken_in: [], known: [], differing: [] },
      not_ours: [{ reference: atBank(NOBODYS), outcome: 'paid' }],
    });
  });

  it.each([
    ['another amount', { minor: EARNING - 1 }],
    ['another currency', { currency: 'EUR' }],
  ])('of %s is a case, and the payout stays as it was', async (_what, change) => {
    for (const say of [booked, returned]) {
      const { creator, payout } = only(await sent());
      const answer = await sendAnswers(approver, say(payout, change));
      expect(idsOf(answer, 'differing')).toEqual([payout]);
      await payoutThat(creator, 'sent', approver);
      await accountThat(creator, ({ hold }) => hold === 'difference');
      expect(await caseThat(payout)).toHaveLength(1);
    }
  });

  it('that it came back less charges gives the creator all of it, and is a fee of the bank', async () => {
    const { creator, payout } = only(await sent());
    const fees = async () => {
      const { data } = await proposer.get<List>('/v1/ledger/balances');
      const found = data.find(({ account, currency }) => account === 'bank_fees' && currency === 'TRY');
      return Number(found?.['balance_minor'] ?? 0);
    };
    const before = await fees();
    const answer = await sendAnswers(approver, returned(payout, { minor: EARNING - 500, charges: 500 }));
    expect(idsOf(answer, 'taken_in')).toEqual([payout]);
    await payoutThat(creator, 'returned', approver);
    await accountThat(creator, ({ available_minor }) => available_minor === EARNING);
    await until(fees, (minor) => minor === before + 500);
  });

  it('that it is paid after it was rejected is a case, and holds the account', async () => {
    const { runId, ...run } = await sent();
    const { creator, payout } = only({ runId, ...run });
    await sendAnswers(approver, statusReport(fileId(), runId, [{ payout, status: 'RJCT' }]));
    const answer = await sendAnswers(approver, booked(payout));
    expect(idsOf(answer, 'differing')).toEqual([payout]);
    await accountThat(creator, ({ hold }) => hold === 'difference');
    // Nobody pays it again before a person has seen to it.
    const run2 = await proposer.tryPost('/v1/payout-runs', { market: 'TR', currency: 'TRY' });
    expect(JSON.stringify(run2.body)).not.toContain(creator.id);
    const told = await sendAnswers(approver, booked(payout));
    expect(idsOf(told, 'differing')).toEqual([payout]);
    expect((await caseThat(`${payout} is failed`)).length).toBe(1);
  });

  it('that it is rejected after it was booked is a case, and frees nothing', async () => {
    const { runId, ...run } = await sent();
    const { creator, payout } = only({ runId, ...run });
    await sendAnswers(approver, booked(payout));
    const answer = await sendAnswers(approver, statusReport(fileId(), runId, [{ payout, status: 'RJCT' }]));
    expect(idsOf(answer, 'differing')).toEqual([payout]);
    await accountThat(
      creator,
      ({ paid_out_minor, hold }) => paid_out_minor === EARNING && hold === 'difference',
    );
  });

  it('that it came back twice is known the second time', async () => {
    const { creator, payout } = only(await sent());
    expect(idsOf(await sendAnswers(approver, returned(payout)), 'taken_in')).toEqual([payout]);
    expect(idsOf(await sendAnswers(approver, returned(payout)), 'known')).toEqual([payout]);
    // It had been paid, of which the bank tells late: new is what it calls that.
    const late = { name: 'LATE' };
    expect(idsOf(await sendAnswers(approver, booked(payout, late)), 'taken_in')).toEqual([payout]);
    expect(idsOf(await sendAnswers(approver, booked(payout, late)), 'known')).toEqual([payout]);
    await accountThat(creator, ({ available_minor, hold }) => available_minor === EARNING && hold === null);
  });

  it('that it was booked twice is a case', async () => {
    const { creator, payout } = only(await sent());
    await sendAnswers(approver, booked(payout, { name: 'FIRST' }));
    expect(idsOf(await sendAnswers(approver, booked(payout, { name: 'SECOND' })), 'differing')).toEqual([
      payout,
    ]);
    await accountThat(creator, ({ hold }) => hold === 'difference');
  });

  it('that it was booked twice is a case, also where it had called it paid before it booked it', async () => {
    const run = await sent();
    const { creator, payout } = only(run);
    await sendAnswers(approver, statusReport(fileId(), run.runId, [{ payout, status: 'ACSC' }]));
    await payoutThat(creator, 'paid', approver);
    await sendAnswers(approver, booked(payout, { name: 'FIRST' }));
    expect(idsOf(await sendAnswers(approver, booked(payout, { name: 'FIRST' })), 'known')).toEqual([payout]);
    const second = await sendAnswers(approver, booked(payout, { name: 'SECOND' }));
    expect(idsOf(second, 'differing')).toEqual([payout]);
    await accountThat(creator, ({ hold }) => hold === 'difference');
  });

  it('about a payment that no bank was asked for is a case, and frees nothing', async () => {
    const { runId, ...run } = await executed();
    const { creator, payout } = only({ runId, ...run });
    const answer = await sendAnswers(approver, statusReport(fileId(), runId, [{ payout, status: 'RJCT' }]));
    expect(idsOf(answer, 'differing')).toEqual([payout]);
    await payoutThat(creator, 'reserved', approver);
    expect((await fetchBankFile(runId, approver)).text).toContain(atBank(String(payout)));
    await payoutThat(creator, 'sent', approver);
  });

  it('that it has paid what it was not given yet is a case, and keeps it out of the file', async () => {
    const { runId, creators, payouts } = await executed(2);
    const [early, other] = payouts;
    const answer = await sendAnswers(approver, booked(early));
    expect(idsOf(answer, 'differing')).toEqual([early]);
    const { text } = await fetchBankFile(runId, approver);
    expect(text).not.toContain(atBank(String(early)));
    expect(text).toContain(atBank(String(other)));
    expect(await caseThat(`${String(early)} is called paid`)).toMatchObject([{ code: 'bank_may_have_paid' }]);
    // Once the other one is told that it is sent, this one was told what there is to tell.
    const [one, two] = creators;
    if (one === undefined || two === undefined) throw new Error('nobody');
    await payoutThat(two, 'sent', approver);
    await payoutThat(one, 'reserved', approver);
  });

  async function doubted(): Promise<Sent> {
    const run = await executed();
    await sendAnswers(approver, booked(run.payouts[0], { name: 'UNASKED' }));
    return run;
  }
  const settling = ({ runId, payouts }: Sent) =>
    `/v1/payout-runs/${runId}/payouts/${String(payouts[0])}/settle`;
  const REASON = 'The bank was asked.';

  it('that it has paid unasked is settled as paid by two people, and it is told nothing more', async () => {
    const run = await doubted();
    const { creator, payout } = only(run);
    const path = settling(run);
    const propose = { outcome: 'paid', reason: REASON };
    expect((await approver.tryPost(`${path}/approve`, { outcome: 'paid' })).outcome).toBe(
      'payout_doubt_not_proposed',
    );
    await proposer.post(path, propose);
    expect((await proposer.tryPost(`${path}/approve`, { outcome: 'paid' })).outcome).toBe(
      'payout_doubt_own_proposal',
    );
    expect((await approver.tryPost(`${path}/approve`, { outcome: 'not_paid' })).outcome).toBe(
      'payout_doubt_proposal_changed',
    );
    await approver.post(`${path}/approve`, { outcome: 'paid' });
    await payoutThat(creator, 'paid', approver);
    const { lines } = await proposer.get<{ lines: readonly Json[] }>(`/v1/payout-runs/${run.runId}`);
    expect(lines.find(({ payout_id }) => payout_id === payout)).toMatchObject({
      settling: { outcome: 'paid', reason: REASON, approved_by: expect.any(String) },
    });
    // It is in no file, and what the bank says of it from now on is of what it has paid.
    expect(JSON.stringify(await fetchBankFile(run.runId, approver))).not.toContain(atBank(payout));
    expect(await payoutThat(creator, 'paid', approver)).toMatchObject({ reference: 'UNASKED' });
    const again = await sendAnswers(approver, booked(payout, { name: 'UNASKED' }));
    expect(idsOf(again, 'known')).toEqual([payout]);
    const second = await sendAnswers(approver, booked(payout, { name: 'SECOND' }));
    expect(idsOf(second, 'differing')).toEqual([payout]);
    await sendAnswers(approver, returned(payout));
    await payoutThat(creator, 'returned', approver);
    expect((await proposer.tryPost(path, { ...propose, outcome: 'not_paid' })).outcome).toBe(
      'payout_doubt_settled',
    );
  });

  it('that it has paid, and two people say it has not, frees the money; said once more, it is a case again', async () => {
    const run = await doubted();
    const { creator, payout } = only(run);
    await proposer.post(settling(run), { outcome: 'not_paid', reason: REASON });
    await approver.post(`${settling(run)}/approve`, { outcome: 'not_paid' });
    await payoutThat(creator, 'failed', approver);
    await accountThat(creator, ({ available_minor }) => available_minor === EARNING);
    const again = await sendAnswers(approver, booked(payout, { name: 'UNASKED' }));
    expect(idsOf(again, 'differing')).toEqual([payout]);
    expect(await caseThat(`${payout} is called paid as UNASKED, and was settled as not paid`)).toHaveLength(
      1,
    );
  });

  it('from its file settles a payout, and people do not', async () => {
    const run = await sent();
    const propose = { outcome: 'not_paid', reason: REASON };
    expect((await proposer.tryPost(settling(run), propose)).outcome).toBe('payout_not_doubted');
    expect((await proposer.tryPost(settling({ ...run, payouts: [NOBODYS] }), propose)).outcome).toBe(
      'payout_not_found',
    );
  });

  it('that it has paid all of a run before it was given its file leaves nothing for a file', async () => {
    const { runId, payouts } = await executed();
    await sendAnswers(approver, booked(payouts[0]));
    // Of creators whose money came back before, some may be in the same run.
    for (const payout of await inFile(runId)) await sendAnswers(approver, booked(payout));
    const { status, text } = await fetchBankFile(runId, approver);
    expect({ status, text }).toMatchObject({
      ...{ status: 409, text: expect.stringContaining('bank_file_empty') },
    });
  });

  it('that it was booked twice in one statement is a case, where no name tells the two apart', async () => {
    const { creator, payout } = only(await sent());
    const twice = [
      { payout, is: 'paid', name: '' },
      { payout, is: 'paid', name: '' },
    ] as const;
    const answer = await sendAnswers(approver, statement(fileId(), twice));
    expect(idsOf(answer, 'taken_in')).toEqual([payout]);
    expect(idsOf(answer, 'differing')).toEqual([payout]);
    await accountThat(creator, ({ hold }) => hold === 'difference');
    expect(await caseThat(`${String(payout)} is booked twice`)).toMatchObject([
      { code: 'payout_paid_again' },
    ]);
  });

  it('that it was booked once more in a later statement, without a name, is what was told before', async () => {
    const { payout } = only(await sent());
    await sendAnswers(approver, booked(payout, { name: '' }));
    expect(idsOf(await sendAnswers(approver, booked(payout, { name: '' })), 'known')).toEqual([payout]);
  });

  it('handed in three times at once was received once before each other', async () => {
    const { payout } = only(await sent());
    const file = booked(payout);
    const answers = await Promise.all([approver, proposer, approver].map((by) => sendAnswers(by, file)));
    expect(answers.map(({ body }) => body['was_received_before']).sort()).toEqual([false, true, true]);
    expect(answers.flatMap((answer) => idsOf(answer, 'taken_in'))).toEqual([payout]);
  });

  /** All that are in the file, also of creators whose money came back before. */
  const inFile = async (runId: string): Promise<readonly unknown[]> => {
    const { lines } = await approver.get<Json>(`/v1/payout-runs/${runId}`);
    return (lines as readonly Json[]).map(({ payout_id }) => payout_id);
  };

  it('about the run as a whole is about each payout that has not failed', async () => {
    const { runId, creators, payouts } = await sent(3);
    const [rejected] = payouts;
    const others = (await inFile(runId)).filter((payout) => payout !== rejected);
    await sendAnswers(approver, statusReport(fileId(), runId, [{ payout: rejected, status: 'RJCT' }]));
    expect(idsOf(await sendAnswers(approver, groupReport(fileId(), runId, 'ACSP')), 'known')).toEqual(others);
    const sum = { minor: others.length * EARNING, count: others.length };
    const batch = await sendAnswers(approver, batchStatement(fileId(), runId, sum));
    expect(idsOf(batch, 'taken_in')).toEqual(others);
    for (const creator of creators.slice(1)) await payoutThat(creator, 'paid', approver);
  });

  it('about the run, and in the same file about one of its payouts, is about that one what is said by its name', async () => {
    const { runId, creators, payouts } = await sent(2);
    const [accepted] = payouts;
    const [named, ...others] = creators;
    if (named === undefined) throw new Error('nobody');
    const report = statusReport(fileId(), runId, [{ payout: accepted, status: 'ACSP' }]);
    const ofAll = report.replace('</OrgnlMsgNmId>', '</OrgnlMsgNmId><GrpSts>RJCT</GrpSts>');
    const answer = await sendAnswers(approver, ofAll);
    expect(idsOf(answer, 'known')).toEqual([accepted]);
    expect(idsOf(answer, 'differing')).toEqual([]);
    for (const creator of others) await payoutThat(creator, 'failed', approver);
    await payoutThat(named, 'sent', approver);
  });

  it.each([
    ['sum', { minor: EARNING }],
    ['number', { count: 1 }],
  ])('about the run with another %s is a case of each payout, and pays none', async (_what, change) => {
    const { runId, creators } = await sent(2);
    const payouts = await inFile(runId);
    const sum = { minor: payouts.length * EARNING, count: payouts.length, ...change };
    const batch = await sendAnswers(approver, batchStatement(fileId(), runId, sum));
    expect(idsOf(batch, 'differing')).toEqual(payouts);
    for (const creator of creators) await payoutThat(creator, 'sent', approver);
  });

  it('that calls a payout a duplicate says nothing of the first one, which is booked', async () => {
    const { runId, creators, payouts } = await sent(1);
    const [payout] = payouts;
    const report = statusReport(fileId(), runId, [{ payout, status: 'RJCT', reason: 'AM05' }]);
    expect(idsOf(await sendAnswers(approver, report), 'differing')).toEqual(payouts);
    for (const creator of creators) await payoutThat(creator, 'sent', approver);
    const booked = statement(fileId(), [{ payout, is: 'paid' }]);
    expect(idsOf(await sendAnswers(approver, booked), 'taken_in')).toEqual(payouts);
  });

  it('that rejects what was settled is a case', async () => {
    const { runId, creators, payouts } = await sent(1);
    const [payout] = payouts;
    const report = (status: string) => statusReport(fileId(), runId, [{ payout, status }]);
    expect(idsOf(await sendAnswers(approver, report('ACSC')), 'taken_in')).toEqual(payouts);
    expect(idsOf(await sendAnswers(approver, report('RJCT')), 'differing')).toEqual(payouts);
    for (const creator of creators) await payoutThat(creator, 'paid', approver);
  });

  it.each(['paid', 'returned'] as const)(
    'of another account (%s) is a case, and believed in nothing',
    async (is) => {
      const { creators, payouts } = await sent(1);
      const [payout] = payouts;
      const other = statement(fileId(), [{ payout, is }], 'DE89370400440532013000');
      expect(idsOf(await sendAnswers(approver, other), 'differing')).toEqual(payouts);
      for (const creator of creators) await payoutThat(creator, 'sent', approver);
    },
  );

  const statementCases = async () =>
    (await approver.get<List>('/v1/cases?limit=100')).data.filter(({ about }) => about === 'bank_statement');

  it('as a whole is a case where its entries do not come to its balances, or a statement is missing', async () => {
    const { payout } = only(await sent());
    const entries = [{ payout, is: 'paid', name: 'ONCE' }] as const;
    const first = { on: '2026-11-01', opening: 500_000, closing: 500_000 - EARNING };
    await sendAnswers(approver, balancedStatement('STMT-1', first, entries));
    expect(await until(statementCases, () => true)).toEqual([]);

    const third = { on: '2026-11-03', opening: 400_000, closing: 390_000 };
    await sendAnswers(approver, balancedStatement('STMT-3', third, []));
    const found = await until(statementCases, (cases) => cases.length === 2);
    expect(found.map(({ kind, status }) => [kind, status]).sort()).toEqual([
      ['amount_differs', 'open'],
      ['missing_in_our_books', 'open'],
    ]);

    const second = { on: '2026-11-02', opening: first.closing, closing: third.opening };
    await sendAnswers(approver, balancedStatement('STMT-2', second, []));
    await until(statementCases, (cases) =>
      cases.some(({ kind, status }) => kind === 'missing_in_our_books' && status === 'resolved'),
    );
    // The same one again, in another file, is nothing new.
    const before = (await statementCases()).length;
    await sendAnswers(
      approver,
      balancedStatement('STMT-2', second, []).replace('CreDtTm>2026-11-25T07', 'CreDtTm>2026-11-25T08'),
    );
    expect((await statementCases()).length).toBe(before);
  });

  it('to a file that the payout is not in is a case', async () => {
    const { creators, payouts } = await sent(1);
    const [payout] = payouts;
    const other = 'run_00000000-0000-7000-8000-000000000001';
    const report = statusReport(fileId(), other, [{ payout, status: 'RJCT' }]);
    expect(idsOf(await sendAnswers(approver, report), 'differing')).toEqual(payouts);
    for (const creator of creators) await payoutThat(creator, 'sent', approver);
  });

  it('is refused whole where the file is cut in half, with the line', async () => {
    const { runId, creators, payouts } = await sent(2);
    const file = statusReport(
      fileId(),
      runId,
      payouts.map((payout) => ({ payout, status: 'RJCT' })),
    );
    const half = file.slice(0, file.lastIndexOf('<TxSts>'));
    const refused = await sendAnswers(approver, half);
    expect(refused.outcome).toBe('bank_file_unreadable');
    expect(String(refused.body['detail'])).toMatch(/cut_off in line \d+/);
    for (const creator of creators) await payoutThat(creator, 'sent', approver);
    expect(idsOf(await sendAnswers(approver, file), 'taken_in')).toEqual(payouts);
  });

  it.each([
    ['nothing', undefined, 'application/xml', 'bank_file_unreadable'],
    ['JSON', '{}', 'application/json', 'unsupported_media_type'],
    ['another kind of text', 'paid', 'text/plain', 'unsupported_media_type'],
    ['another document', '<Document xmlns="urn:x"/>', 'text/xml', 'bank_file_unreadable'],
    ['no XML', 'paid', 'application/xml', 'bank_file_unreadable'],
    ['more than there ever is', endless(), 'application/xml', 'body_too_large'],
  ])('is refused where it is %s', async (_what, body, type, code) => {
    const { outcome } = await approver.tryPost('/v1/bank-answers', body, { 'content-type': type });
    expect(outcome).toBe(code);
  });

  it('is taken nowhere else', async () => {
    const refused = await approver.tryPost('/v1/payout-runs', '<a/>', { 'content-type': 'application/xml' });
    expect(refused.outcome).toBe('unsupported_media_type');
  });
});

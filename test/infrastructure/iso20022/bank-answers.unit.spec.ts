import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { money } from '../../../src/domain/money.js';
import type { BankAnswer, BankFile } from '../../../src/application/ports/bank-file.js';
import type { PayoutId } from '../../../src/domain/ids.js';
import { readBankFile } from '../../../src/infrastructure/iso20022/read-bank-file.js';
import { bytesOf, readFixture } from './fixtures.js';
import { inValid, type Schema } from './schemas.js';

const REPORT = readFixture('status-report.pain.002.xml');
const STATEMENT = readFixture('statement.camt.053.xml');

/** Only of what the schema allows. */
function read(schema: Schema, text: string): Promise<BankFile> {
  inValid(schema, text, () => undefined);
  return readBankFile(bytesOf(text));
}
const readReport = (text: string) => read('pain.002.001.10', text);
const readStatement = (text: string) => read('camt.053.001.08', text);

const payout = (number: number): PayoutId =>
  `pay_0192f0c1-1111-7aaa-8bbb-${String(number).padStart(12, '0')}`;
const ofPayout = (number: number) => ({ kind: 'payout', payoutId: payout(number) }) as const;
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

/** Subject, outcome and status: the rest is tested once. */
const inShort = ({ subject, outcome, status, amount }: BankAnswer): readonly unknown[] => [
  subject.kind === 'payout'
    ? subject.payoutId
    : subject.kind === 'run'
      ? subject.messageId
      : subject.reference,
  outcome,
  status,
  amount?.amountMinor,
];

describe('a status report of the bank', () => {
  it('answers the group, each payment information and each transaction, in this order', async () => {
    const { answers } = await readReport(REPORT);
    expect(answers.map(inShort)).toEqual([
      ['RUN-2026-11-23-TR-1', 'pending', 'PART', undefined],
      [payout(1), 'accepted', 'ACSP', 150_005n],
      [payout(2), 'rejected', 'RJCT', undefined],
      [payout(3), 'pending', 'PDNG', undefined],
      ['INVOICE-77', 'paid', 'ACSC', undefined],
      [payout(4), 'pending', 'NEW1', undefined],
      ['RUN-2026-11-23-TR-2', 'rejected', 'RJCT', undefined],
      [payout(5), 'rejected', 'RJCT', undefined],
      ['RUN-2026-11-23-TR-3', 'accepted', 'ACCP', undefined],
    ]);
    expect(answers[4]?.subject).toEqual({ kind: 'unknown', reference: 'INVOICE-77' });
  });

  it('says whose answer to what it is', async () => {
    const { answers, ...file } = await readReport(REPORT);
    expect(file).toEqual({
      message: 'pain.002.001.10',
      messageId: 'BANK-PSR-1',
      createdAt: { date: '2026-11-24', instant: '2026-11-24T04:00:00.000Z' },
      originalMessageId: 'RUN-2026-11-23-TR-1',
      otherEntries: [],
      statements: [],
      end: {
        sha256: createHash('sha256').update(REPORT).digest('hex'),
        answers: answers.length,
        otherEntries: 0,
      },
    });
  });

  it('gives reasons, amounts, times and the bank’s own references', async () => {
    const { answers } = await readReport(REPORT);
    expect(answers[1]).toEqual({
      subject: ofPayout(1),
      outcome: 'accepted',
      status: 'ACSP',
      charges: null,
      amount: money(150_005n, 'TRY'),
      reason: null,
      at: { date: '2026-11-24', instant: null },
      account: null,
      bankReference: 'TR-0001',
      line: lineOf(REPORT, '<StsId>') - 1,
    });
    expect(answers[2]).toMatchObject({
      reason: { code: 'AC04', text: 'Hesap kapalı Account & card closed' },
      at: { instant: '2026-11-24T04:00:00.000Z' },
    });
    expect(answers[6]).toMatchObject({
      subject: { kind: 'run', messageId: 'RUN-2026-11-23-TR-2', transactions: 2 },
      reason: { code: 'LIMIT', text: null },
    });
  });

  it.each([
    ...['ACCP', 'ACFC', 'ACWC', 'ACWP', 'ACSP'].map((status) => [status, 'accepted'] as const),
    ...['ACSC', 'ACCC'].map((status) => [status, 'paid'] as const),
    ...['RJCT', 'CANC'].map((status) => [status, 'rejected'] as const),
    ...['RCVD', 'ACTC', 'PDNG', 'PART', 'PATC', 'BLCK', 'XXXX'].map((status) => [status, 'pending'] as const),
  ])('means by %s that it is %s', async (status, outcome) => {
    const { answers } = await readReport(REPORT.replace('<TxSts>ACSP', `<TxSts>${status}`));
    expect(answers[1]).toMatchObject({ subject: ofPayout(1), outcome, status });
  });

  it('that contradicts itself is handed out as it stands', async () => {
    const { answers } = await readReport(
      REPORT.replace('0192F0C111117AAA8BBB000000000002', '0192f0c111117aaa8bbb000000000001'),
    );
    expect(answers.slice(1, 3).map(inShort)).toEqual([
      [payout(1), 'accepted', 'ACSP', 150_005n],
      [payout(1), 'rejected', 'RJCT', undefined],
    ]);
  });

  it('may share one status among transactions, but not one that holds for some of them only', async () => {
    const shared = REPORT.replace('<TxSts>ACSP</TxSts>', '');
    await expect(readReport(shared)).rejects.toMatchObject({ code: 'missing_element' });
    const { answers } = await readReport(shared.replace('<GrpSts>PART', '<GrpSts>ACCP'));
    expect(answers[1]).toMatchObject({ subject: ofPayout(1), outcome: 'accepted', status: 'ACCP' });
  });

  it('without any status answers nothing', async () => {
    const [head = ''] = REPORT.split('<OrgnlPmtInfAndSts>');
    const text = `${head.replace('<GrpSts>PART</GrpSts>', '')}</CstmrPmtStsRpt></Document>`;
    await expect(readReport(text)).resolves.toMatchObject({ answers: [], end: { answers: 0 } });
  });
});

describe('a statement of the bank', () => {
  it('says what is paid, returned and not booked yet, of single entries, of batches and of whole runs', async () => {
    const { answers } = await readStatement(STATEMENT);
    expect(answers.map(inShort)).toEqual([
      [payout(1), 'paid', 'BOOK', 150_005n],
      [payout(2), 'paid', 'BOOK', 30_000n],
      [payout(3), 'paid', 'BOOK', 2n],
      ['RUN-2026-11-23-TR-3', 'paid', 'BOOK', 500_000n],
      [payout(2), 'returned', 'BOOK', 30_000n],
      [payout(1), 'returned', 'BOOK', 150_000n],
      [payout(4), 'pending', 'PDNG', 999n],
      [payout(5), 'paid', 'BOOK', 10_000n],
    ]);
    expect(answers[3]?.subject).toEqual({ kind: 'run', messageId: 'RUN-2026-11-23-TR-3', transactions: 40 });
  });

  it('gives account, reason, time and the bank’s own reference with each', async () => {
    const { answers } = await readStatement(STATEMENT);
    expect(answers[1]).toEqual({
      subject: ofPayout(2),
      outcome: 'paid',
      status: 'BOOK',
      charges: null,
      amount: money(30_000n, 'TRY'),
      reason: null,
      at: { date: '2026-11-24', instant: '2026-11-24T13:00:00.500Z' },
      account: 'TR330006100519786457841326',
      bankReference: 'E2-1',
      line: lineOf(STATEMENT, 'E2-1') - 1,
    });
    expect(answers[2]).toMatchObject({ bankReference: 'E2' });
    expect(answers[4]).toMatchObject({
      reason: { code: 'AC04', text: 'Account closed' },
      at: { date: '2026-11-24', instant: null },
    });
    expect(answers[6]?.at).toEqual({ date: '2026-11-25', instant: '2026-11-25T00:10:00.000Z' });
  });

  it('hands out what is none of ours as such', async () => {
    const { otherEntries } = await readStatement(STATEMENT);
    const common = { booked: true, reversal: false, reason: null, at: { date: '2026-11-24', instant: null } };
    const inTry = { ...common, account: 'TR330006100519786457841326', direction: 'debit' };
    expect(otherEntries.map(({ line: _, ...entry }) => entry)).toEqual([
      { ...inTry, amount: money(500n, 'TRY'), reference: null, bankReference: 'FEE-1', text: 'Monthly fee' },
      { ...inTry, amount: null, reference: 'RENT-11', bankReference: null, text: 'Office rent November' },
      {
        ...{ ...common, account: '0331234567', direction: 'credit', amount: money(4_100n, 'AED') },
        ...{ reference: null, bankReference: null, text: 'From abroad' },
      },
    ]);
    expect(otherEntries[0]?.line).toBe(lineOf(STATEMENT, 'FEE-1') - 5);
  });

  it('hands out what others are paid together, of which only the sum is known', async () => {
    const { otherEntries } = await readStatement(
      STATEMENT.replace(
        /0192f0c111117aaa8bbb000000000005<\/EndToEndId><\/Refs>\s*<Amt Ccy="TRY">100.00<\/Amt>/,
        'RENT-12</EndToEndId></Refs>',
      ),
    );
    expect(otherEntries.slice(1, 3)).toMatchObject([
      { reference: 'RENT-11', amount: null },
      { reference: 'RENT-12', amount: null },
    ]);
  });

  it('names the run of a transaction without a reference by the batch around it, or by its own', async () => {
    const nameless = STATEMENT.replace('<EndToEndId>0192f0c111117aaa8bbb000000000002</EndToEndId>', '');
    const { answers } = await readStatement(nameless);
    expect(answers[1]).toMatchObject({
      subject: { kind: 'run', messageId: 'RUN-2026-11-23-TR-2', transactions: null },
      amount: money(30_000n, 'TRY'),
    });
    const named = await readStatement(nameless.replace('E2-1</AcctSvcrRef>', '$&<PmtInfId>RUN-4</PmtInfId>'));
    expect(named.answers[1]?.subject).toMatchObject({ kind: 'run', messageId: 'RUN-4' });
  });

  describe('of what came back less charges', () => {
    const charged = async (charges: string, amount = '', ofEntry = '') => {
      const text = STATEMENT.replace(
        /(<Prtry><Cd>RETURN<\/Cd><\/Prtry><\/BkTxCd>)([\s\S]*?<\/Refs>)/,
        `$1${ofEntry}$2${amount}${charges === '' ? '' : `<Chrgs>${charges}</Chrgs>`}`,
      );
      const { answers } = await readStatement(text);
      return answers.find(({ outcome }) => outcome === 'returned');
    };
    const total = '<TtlChrgsAndTaxAmt Ccy="TRY">5.00</TtlChrgsAndTaxAmt>';
    const record = (of: string) => `<Rcrd>${of}</Rcrd>`;
    const amount = '<Amt Ccy="TRY">2.50</Amt>';

    it.each([
      ['their sum', total],
      ['each of them', record(amount) + record(`${amount}<CdtDbtInd>DBIT</CdtDbtInd>`)],
    ])('has the charges where the bank tells %s', async (_what, charges) => {
      expect(await charged(charges)).toMatchObject({
        ...{ amount: money(30_000n, 'TRY'), charges: money(500n, 'TRY') },
      });
    });

    it('has those of its entry', async () => {
      expect(await charged('', '', `<Chrgs>${total}</Chrgs>`)).toMatchObject({ charges: money(500n, 'TRY') });
    });

    it('has what came in, where the bank names the whole', async () => {
      expect(await charged(total, '<Amt Ccy="TRY">305.00</Amt>')).toMatchObject({
        ...{ amount: money(30_000n, 'TRY'), charges: money(500n, 'TRY') },
      });
    });

    it.each([
      ['there are none', ''],
      ['they come to nothing', total.replace('5.00', '0.00')],
      ['they are in another currency', total.replace('TRY', 'EUR')],
      ['some were given', record(amount) + record(`${amount}<CdtDbtInd>CRDT</CdtDbtInd>`)],
    ])('has none where %s', async (_what, charges) => {
      expect(await charged(charges)).toMatchObject({ amount: money(30_000n, 'TRY'), charges: null });
    });
  });

  it('is held against its own balances', async () => {
    const { statements, messageId, originalMessageId, end } = await readStatement(STATEMENT);
    const day = { date: '2026-11-24', instant: null };
    expect({ messageId, originalMessageId }).toEqual({ messageId: 'BANK-STMT-1', originalMessageId: null });
    expect(end).toMatchObject({ answers: 8, otherEntries: 3 });
    expect(statements).toEqual([
      {
        ...{ id: 'TRY-2026-11-24', account: 'TR330006100519786457841326', lastPage: true, copy: false },
        opening: { amount: money(1_000_000n, 'TRY'), at: day },
        closing: { amount: money(469_493n, 'TRY'), at: day },
        booked: money(-530_507n, 'TRY'),
        difference: money(0n, 'TRY'),
      },
      {
        ...{ id: 'AED-2026-11-24', account: '0331234567', lastPage: false, copy: true },
        opening: { amount: money(-100n, 'AED'), at: { date: '2026-11-23', instant: null } },
        closing: {
          amount: money(5_000n, 'AED'),
          at: { date: '2026-11-24', instant: '2026-11-24T20:00:00.000Z' },
        },
        booked: money(4_100n, 'AED'),
        difference: money(1_000n, 'AED'),
      },
    ]);
  });

  it('does not guess a difference where a balance is missing or there are several', async () => {
    const missing = await readStatement(STATEMENT.replace('<Cd>OPBD', '<Cd>ITBD'));
    expect(missing.statements[0]).toMatchObject({ opening: null, difference: null });
    const several = await readStatement(STATEMENT.replace('<Cd>OPBD', '<Cd>CLBD'));
    expect(several.statements[0]).toMatchObject({ opening: null, closing: null, difference: null });
  });

  it('that pays, returns and pays again is handed out in its order', async () => {
    const again = STATEMENT.replace('<RvslInd>true</RvslInd>', '')
      .replace(/(1500\.00<\/Amt>\s*<CdtDbtInd>)CRDT/, '$1DBIT')
      .replace(
        /0192f0c111117aaa8bbb000000000001(?=(?:(?!Ntry>).)*1500\.00)/s,
        '0192f0c111117aaa8bbb000000000002',
      );
    const { answers } = await readStatement(again);
    expect(
      answers.filter(({ subject }) => 'payoutId' in subject && subject.payoutId === payout(2)).map(inShort),
    ).toEqual([
      [payout(2), 'paid', 'BOOK', 30_000n],
      [payout(2), 'returned', 'BOOK', 30_000n],
      [payout(2), 'paid', 'BOOK', 150_000n],
    ]);
  });

  it('takes the money of a whole run back when it says so, and leaves other people’s batches alone', async () => {
    const theirs = STATEMENT.replace(
      /(5000<\/Amt>\s*<CdtDbtInd>)DBIT<\/CdtDbtInd>/,
      '$1CRDT</CdtDbtInd><RvslInd>false</RvslInd>',
    );
    expect((await readStatement(theirs)).answers.some(({ subject }) => subject.kind === 'run')).toBe(false);
    const { answers } = await readStatement(theirs.replace('<RvslInd>false', '<RvslInd>1'));
    expect(answers.map(inShort)).toContainEqual(['RUN-2026-11-23-TR-3', 'returned', 'BOOK', 500_000n]);
  });
});

describe('the reader of the bank’s files', () => {
  it('reads the same however the bytes come', async () => {
    for (const text of [REPORT, STATEMENT, `\ufeff${STATEMENT}`]) {
      const whole = await readBankFile(bytesOf(text));
      const bytes = Buffer.from(text);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 30 }), async (cuts) => {
          const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
          const chunks = places.map((from, index) => bytes.subarray(from, places[index + 1] ?? bytes.length));
          expect(await readBankFile(chunks)).toEqual(whole);
        }),
        { numRuns: 30 },
      );
      const single = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
      expect(await readBankFile(single)).toEqual(whole);
    }
  });

  it('reads prefixes for the namespace, character data, comments and what a bank adds of its own', async () => {
    const dressed = REPORT.replaceAll(/<(\/?)(?=[A-Z])/g, '<$1b:')
      .replace('xmlns=', 'xmlns:b=')
      .replace('BANK-PSR-1', '<![CDATA[BANK-]]><!-- 1 -->PSR&#45;1')
      .replace(
        '</b:CstmrPmtStsRpt>',
        '<b:SplmtryData><b:Envlp><GrpHdr xmlns="urn:bank"><MsgId>other</MsgId></GrpHdr></b:Envlp></b:SplmtryData></b:CstmrPmtStsRpt>',
      );
    const { end: _, ...plain } = await readBankFile(bytesOf(REPORT));
    expect(await readReport(dressed)).toMatchObject(plain);
    const beside = REPORT.replace('<MsgId>', '<MsgId xmlns="urn:bank">other</MsgId><MsgId>');
    expect(await readBankFile(bytesOf(beside))).toMatchObject(plain);
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decimalsOf, money, type Currency } from '../../../src/domain/money.js';
import { MAX_LINES, maxTransferMinor } from '../../../src/infrastructure/iso20022/check-payment-run.js';
import { paymentFileOf } from '../../../src/infrastructure/iso20022/payment-file.js';
import {
  PaymentRunRefusedError,
  type PaymentLine,
  type PaymentRun,
  type PaymentRunProblem,
} from '../../../src/application/ports/payment-run.js';
import { payoutOfReference, referenceOfPayout } from '../../../src/domain/payout-run/bank-references.js';
import type { Instant } from '../../../src/domain/time.js';
import { readFixture } from './fixtures.js';
import { anyGoodRun, goodRun, lineToAyse, lineToOmar } from './runs.js';
import { inValid, textsAt } from './schemas.js';

const PAIN_001 = 'pain.001.001.09';

/** In minor units, by a way of its own: not as the reader of answers does it. */
const minorOf = (decimal: string, currency: Currency): bigint => {
  const [whole = '', fraction = ''] = decimal.split('.');
  expect(fraction).toHaveLength(decimalsOf(currency));
  return BigInt(`${whole}${fraction}`);
};

function problemsOf(run: PaymentRun): readonly PaymentRunProblem[] {
  try {
    paymentFileOf(run);
  } catch (error) {
    if (error instanceof PaymentRunRefusedError) return error.problems;
    throw error;
  }
  return [];
}

const withLine = (change: Partial<PaymentLine>): PaymentRun => ({
  ...goodRun,
  lines: [lineToAyse, { ...lineToOmar, ...change }],
});
const toOmar = (change: Partial<PaymentLine['creditor']>): PaymentRun =>
  withLine({ creditor: { ...lineToOmar.creditor, ...change } });

describe('the bank file of a payout run', () => {
  it('has the same bytes for ever', () => {
    const { text, transactions, controlSum } = paymentFileOf(goodRun);
    expect(text).toBe(readFixture('payout-run.pain.001.xml'));
    expect(transactions).toBe(2);
    expect(controlSum).toEqual(money(150_012n, 'TRY'));
  });

  it('is valid against the schema for every good run, and gives back its payouts and amounts', () => {
    fc.assert(
      fc.property(anyGoodRun, (run) => {
        const { text } = paymentFileOf(run);
        inValid(PAIN_001, text, (document) => {
          const at = (path: string) => textsAt(document, PAIN_001, path);
          expect(at('//b:EndToEndId').map(payoutOfReference)).toEqual(
            run.lines.map(({ payoutId }) => payoutId),
          );
          expect(at('//b:InstrId')).toEqual(at('//b:EndToEndId'));
          expect(at('//b:InstdAmt/@Ccy').every((currency) => currency === run.currency)).toBe(true);
          expect(at('//b:InstdAmt').map((decimal) => minorOf(decimal, run.currency))).toEqual(
            run.lines.map(({ amount }) => amount.amountMinor),
          );
          expect(at('//b:CdtrAcct//b:IBAN')).toEqual(run.lines.map(({ creditor }) => creditor.iban));
          expect(at('//b:CtrlSum').map((decimal) => minorOf(decimal, run.currency))).toEqual(
            Array(2).fill(run.lines.reduce((sum, { amount }) => sum + amount.amountMinor, 0n)),
          );
          expect(at('//b:NbOfTxs')).toEqual(Array(2).fill(String(run.lines.length)));
        });
        expect(text).toMatch(/^[\x20-\x7e\n]*$/);
        expect(paymentFileOf(run).text).toBe(text);
      }),
      { numRuns: 200 },
    );
  });

  it('holds as many and as large transfers as it may, and the schema takes their sum', () => {
    const amount = money(maxTransferMinor('KWD'), 'KWD');
    const lines = Array.from({ length: MAX_LINES }, (_, index): PaymentLine => ({
      ...lineToOmar,
      payoutId: `pay_0192f0c1-1111-7aaa-8bbb-${index.toString(16).padStart(12, '0')}`,
      amount,
    }));
    const { controlSum, text } = paymentFileOf({ ...goodRun, currency: 'KWD', lines });
    expect(controlSum.amountMinor).toBe(99_999_999_999_900_000n);
    const small = paymentFileOf({ ...goodRun, currency: 'KWD', lines: lines.slice(0, 1) }).text;
    const [sum = ''] = /<CtrlSum>[^<]*<\/CtrlSum>/.exec(text) ?? [];
    inValid(PAIN_001, small.replace(/<CtrlSum>[^<]*<\/CtrlSum>/, sum), () => undefined);
    const first = lines.slice(0, 1);
    expect(problemsOf({ ...goodRun, currency: 'KWD', lines: [...lines, ...first] })[0]).toEqual({
      line: null,
      field: 'lines',
      code: 'too_many_lines',
    });
  });
});

describe('a payout run that cannot become a bank file', () => {
  it.each<[string, PaymentRun, PaymentRunProblem]>([
    ['has no lines', { ...goodRun, lines: [] }, { line: null, field: 'lines', code: 'no_lines' }],
    [
      'has a payout twice',
      withLine({ payoutId: lineToAyse.payoutId }),
      { line: 2, field: 'payoutId', code: 'payout_repeated' },
    ],
    [
      'has an id that is none',
      withLine({ payoutId: 'pay_1' }),
      { line: 2, field: 'payoutId', code: 'payout_id_invalid' },
    ],
    [
      'mixes currencies',
      withLine({ amount: money(1n, 'EUR') }),
      { line: 2, field: 'amount', code: 'currency_differs' },
    ],
    [
      'pays nothing',
      withLine({ amount: money(0n, 'TRY') }),
      { line: 2, field: 'amount', code: 'amount_not_positive' },
    ],
    [
      'pays less',
      withLine({ amount: money(-1n, 'TRY') }),
      { line: 2, field: 'amount', code: 'amount_not_positive' },
    ],
    [
      'pays too much',
      withLine({ amount: money(100_000_000_000n, 'TRY') }),
      { line: 2, field: 'amount', code: 'amount_too_large' },
    ],
    [
      'has two digits of an IBAN changed',
      toOmar({ iban: 'AE070331234567890123465' }),
      { line: 2, field: 'creditor.iban', code: 'iban_invalid' },
    ],
    [
      'has an IBAN that is too long',
      toOmar({ iban: 'AE0703312345678901234567' }),
      { line: 2, field: 'creditor.iban', code: 'iban_invalid' },
    ],
    [
      'has an IBAN with spaces',
      toOmar({ iban: 'AE07 0331 2345 6789 0123 456' }),
      { line: 2, field: 'creditor.iban', code: 'iban_invalid' },
    ],
    [
      'has an IBAN of no country',
      toOmar({ iban: 'XX070331234567890123456' }),
      { line: 2, field: 'creditor.iban', code: 'iban_invalid' },
    ],
    [
      'has a BIC of no country',
      toOmar({ bic: 'DEUTXXFF' }),
      { line: 2, field: 'creditor.bic', code: 'bic_invalid' },
    ],
    [
      'has a BIC in small letters',
      toOmar({ bic: 'ebilaead' }),
      { line: 2, field: 'creditor.bic', code: 'bic_invalid' },
    ],
    ['has an empty BIC', toOmar({ bic: '' }), { line: 2, field: 'creditor.bic', code: 'bic_invalid' }],
    [
      'has a name in Arabic',
      toOmar({ name: 'عمر الفارسي' }),
      { line: 2, field: 'creditor.name', code: 'text_not_latin' },
    ],
    [
      'has a name without a letter',
      toOmar({ name: ' \u{1f389}. ' }),
      { line: 2, field: 'creditor.name', code: 'text_empty' },
    ],
    [
      'says nothing to the creator',
      withLine({ remittanceText: '\n' }),
      { line: 2, field: 'remittanceText', code: 'text_empty' },
    ],
    [
      'has an identifier that is too long',
      { ...goodRun, messageId: 'x'.repeat(36) },
      { line: null, field: 'messageId', code: 'identifier_invalid' },
    ],
    [
      'has an identifier with a slash at its start',
      { ...goodRun, messageId: '/1' },
      { line: null, field: 'messageId', code: 'identifier_invalid' },
    ],
    [
      'has an identifier that is markup',
      { ...goodRun, messageId: '<a/>' },
      { line: null, field: 'messageId', code: 'identifier_invalid' },
    ],
    [
      'is made at no instant',
      { ...goodRun, createdAt: '2026-11-23' as Instant },
      { line: null, field: 'createdAt', code: 'instant_invalid' },
    ],
    [
      'is due on a day that is not',
      { ...goodRun, executeOn: '2026-02-30' },
      { line: null, field: 'executeOn', code: 'date_invalid' },
    ],
    [
      'has a wrong account to pay from',
      { ...goodRun, debtor: { ...goodRun.debtor, iban: 'TR3' } },
      { line: null, field: 'debtor.iban', code: 'iban_invalid' },
    ],
  ])('%s, and is told so', (_, run, problem) => {
    expect(problemsOf(run)).toEqual([problem]);
  });

  it('is told everything at once, without names and account numbers', () => {
    const run = {
      ...goodRun,
      messageId: '',
      lines: [
        { ...lineToAyse, amount: money(0n, 'TRY') },
        { ...lineToOmar, creditor: { name: 'Ömer 漢', iban: 'AE99' } },
      ],
    };
    expect(() => paymentFileOf(run)).toThrow(
      'The payout run cannot become a bank file: messageId: identifier_invalid; line 1, amount: amount_not_positive; ' +
        'line 2, creditor.name: text_not_latin; line 2, creditor.iban: iban_invalid',
    );
  });

  it('is told a hundred problems at most', () => {
    const lines = Array.from({ length: 500 }, () => lineToAyse);
    expect(problemsOf({ ...goodRun, lines })).toHaveLength(100);
  });
});

describe('the reference of a payout at the bank', () => {
  it('fits, and is read back, in capitals as well', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        const reference = referenceOfPayout(`pay_${uuid}`) ?? '';
        expect(reference).toHaveLength(32);
        expect(payoutOfReference(reference)).toBe(`pay_${uuid}`);
        expect(payoutOfReference(reference.toUpperCase())).toBe(`pay_${uuid}`);
      }),
    );
  });

  it.each(['NOTPROVIDED', '', 'x'.repeat(32), '0'.repeat(31), '0'.repeat(33)])('is not %p', (reference) => {
    expect(payoutOfReference(reference)).toBeUndefined();
  });
});

import { describe, expect, it } from '@jest/globals';
import { hash } from 'node:crypto';
import type { BankFiles } from '../../src/application/ports/bank-files.js';
import { type PaymentRun, PaymentRunRefusedError } from '../../src/application/ports/payment-run.js';
import { money } from '../../src/domain/money.js';

/** Bank files with a bank behind them, of which a test says what it answers to a file that it was handed in. */
export interface BankFilesWorld {
  readonly files: BankFiles;
  /** A run that a bank takes, of two payouts in TRY. */
  readonly run: PaymentRun;
  /** A file in which the bank has rejected the first payout of a file of ours. */
  readonly rejected: (file: string) => string;
  /** A statement in which every payout of it was booked, and the first one has come back. */
  readonly booked: (file: string) => string;
}

const bytesOf = (text: string): readonly Uint8Array[] => [new TextEncoder().encode(text)];

export function bankFilesContract(adapter: string, { files, run, rejected, booked }: BankFilesWorld): void {
  const [first, second] = run.lines;
  if (first === undefined || second === undefined) throw new Error('a run of two payouts is needed');

  describe(`BankFiles: ${adapter}`, () => {
    it('writes the same run as the same bytes, whose digest it tells', () => {
      const written = files.write(run);
      expect(files.write(structuredClone(run))).toEqual(written);
      expect(written.sha256).toBe(hash('sha256', written.text));
    });

    it.each<[string, Partial<PaymentRun>]>([
      ['under another id', { messageId: 'another' }],
      ['on another day', { executeOn: '2026-12-24' }],
      ['of fewer payouts', { lines: [first] }],
    ])('writes a run %s as other bytes', (_what, change) => {
      expect(files.write({ ...run, ...change }).sha256).not.toBe(files.write(run).sha256);
    });

    it.each<[string, Partial<PaymentRun>]>([
      ['no payouts', { lines: [] }],
      ['a payout twice', { lines: [first, first] }],
      ['nothing to pay', { lines: [{ ...first, amount: money(0n, 'TRY') }] }],
      ['less than nothing', { lines: [{ ...first, amount: money(-1n, 'TRY') }] }],
      ['two currencies', { lines: [first, { ...second, amount: money(1n, 'EUR') }] }],
    ])('refuses a run of %s', (_what, change) => {
      expect(() => files.write({ ...run, ...change })).toThrow(PaymentRunRefusedError);
    });

    it('says what a bank would not take of an account, before it is paid', () => {
      expect(files.faultsOf(first.creditor)).toEqual([]);
      for (const change of [{ iban: 'TR00' }, { name: 'محمد' }, { name: ' ' }, { bic: '1' }])
        expect(files.faultsOf({ ...first.creditor, ...change })).toHaveLength(1);
    });

    it('knows the account that pays, or that there is none', () => {
      expect(files.payingAccount('TRY')).toBeDefined();
      expect(files.payingAccount('JPY')).toBeUndefined();
    });

    it('reads what a bank answers about the same payouts', async () => {
      const { text } = files.write(run);
      const { answers } = await files.read(bytesOf(rejected(text)));
      const [payoutId, other] = [first.payoutId, second.payoutId];
      expect(answers).toMatchObject([{ subject: { payoutId }, outcome: 'rejected' }]);
      const statement = await files.read(bytesOf(booked(text)));
      expect(statement.answers).toMatchObject([
        { subject: { payoutId }, outcome: 'paid', amount: first.amount },
        { subject: { payoutId: other }, outcome: 'paid', amount: second.amount },
        { subject: { payoutId }, outcome: 'returned', amount: first.amount },
      ]);
    });

    it('tells the same file again by its digest', async () => {
      const statement = booked(files.write(run).text);
      const { end } = await files.read(bytesOf(statement));
      expect(end.sha256).toBe(hash('sha256', statement));
    });

    it('reads nothing of a file that is not whole, wherever it was cut', async () => {
      const statement = booked(files.write(run).text).trimEnd();
      for (const share of [0, 0.25, 0.5, 0.75, 0.99]) {
        const half = statement.slice(0, Math.floor(statement.length * share));
        await expect(files.read(bytesOf(half))).rejects.toMatchObject({ name: 'BankFileUnreadableError' });
      }
    });
  });
}

import { hash } from 'node:crypto';
import type { BankAnswer, BankFile } from '../../src/application/ports/bank-file.js';
import { BankFileUnreadableError } from '../../src/application/ports/bank-file-unreadable.js';
import {
  type BankFileBytes,
  BankFiles,
  type WrittenBankFile,
} from '../../src/application/ports/bank-files.js';
import type { BankAccount, PaymentRun, PaymentRunProblem } from '../../src/application/ports/payment-run.js';
import type { Currency } from '../../src/domain/money.js';

/** What stands in a file that the program writes for a bank of these worlds. */
export interface OrderedPayments {
  readonly messageId: string;
  readonly payments: readonly {
    readonly payoutId: string;
    readonly amountMinor: number;
    readonly currency: Currency;
    readonly iban: string;
  }[];
}

/** What stands in a file by which a bank of these worlds answers. */
export interface AnswersOfBank {
  readonly messageId: string;
  readonly answers: readonly BankAnswer[];
}

const OURS: BankAccount = { name: 'Shoutouts', iban: 'XX00OURS' };
const CREATED = { date: '2026-01-01', instant: null };
/** By which a whole file ends. */
const END = '\n.';

/** Files as banks of these worlds read and write them: what they say, and an end by which it is seen that they are whole. */
export class SimulatedBankFiles extends BankFiles {
  payingAccount(): BankAccount {
    return OURS;
  }

  faultsOf({ iban }: BankAccount): readonly PaymentRunProblem[] {
    return iban.startsWith('XX') ? [] : [{ line: null, field: 'creditor.iban', code: 'iban_invalid' }];
  }

  write({ messageId, lines }: PaymentRun): WrittenBankFile {
    const payments = lines.map(({ payoutId, amount, creditor: { iban } }) => ({
      ...{ payoutId, amountMinor: Number(amount.amountMinor), currency: amount.currency, iban },
    }));
    const text = `${JSON.stringify({ messageId, payments })}${END}`;
    return { text, sha256: hash('sha256', text) };
  }

  async read(bytes: BankFileBytes): Promise<BankFile> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of bytes) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    if (!text.endsWith(END)) throw new BankFileUnreadableError('cut_off', 1, 'it ends before its end');
    const { messageId, answers } = JSON.parse(text.slice(0, -END.length), amounts) as AnswersOfBank;
    const end = { sha256: hash('sha256', text), answers: answers.length, otherEntries: 0 };
    const head = {
      message: 'camt.053.001.08',
      messageId,
      createdAt: CREATED,
      originalMessageId: null,
    } as const;
    return { ...head, answers, otherEntries: [], statements: [], end };
  }
}

export const readOrdered = (text: string): OrderedPayments =>
  JSON.parse(text.slice(0, -END.length)) as OrderedPayments;

export const writeAnswers = (file: AnswersOfBank): Uint8Array =>
  Buffer.from(
    `${JSON.stringify(file, (_name, value: unknown) => (typeof value === 'bigint' ? Number(value) : value))}${END}`,
  );

/** Amounts are whole minor units. */
function amounts(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('amountMinor' in value)) return value;
  return { ...value, amountMinor: BigInt(value.amountMinor as number) };
}

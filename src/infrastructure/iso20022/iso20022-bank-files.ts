import { hash } from 'node:crypto';
import type { BankFile } from '../../application/ports/bank-file.js';
import { type BankFileBytes, BankFiles, type WrittenBankFile } from '../../application/ports/bank-files.js';
import type { BankAccount, PaymentRun, PaymentRunProblem } from '../../application/ports/payment-run.js';
import type { Currency } from '../../domain/money.js';
import { problemsOfCreditor } from './check-payment-run.js';
import { paymentFileOf } from './payment-file.js';
import { readBankFile } from './read-bank-file.js';

/** A customer credit transfer initiation goes out; status reports and statements come in. */
export class Iso20022BankFiles extends BankFiles {
  constructor(private readonly accounts: ReadonlyMap<Currency, BankAccount>) {
    super();
  }

  payingAccount(currency: Currency): BankAccount | undefined {
    return this.accounts.get(currency);
  }

  faultsOf(account: BankAccount): readonly PaymentRunProblem[] {
    return problemsOfCreditor(account);
  }

  write(run: PaymentRun): WrittenBankFile {
    const { text } = paymentFileOf(run);
    return { text, sha256: hash('sha256', text) };
  }

  read(bytes: BankFileBytes): Promise<BankFile> {
    return readBankFile(bytes);
  }
}

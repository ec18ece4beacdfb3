import type { Currency } from '../../domain/money.js';
import type { BankFile } from './bank-file.js';
import type { BankAccount, PaymentRun, PaymentRunProblem } from './payment-run.js';

/** The bytes of a file, as they come. */
export type BankFileBytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** What is written for a bank, with what tells it from every other. */
export interface WrittenBankFile {
  readonly text: string;
  /** Of its bytes, in hex. */
  readonly sha256: string;
}

/**
 * The rail that is not called: a file goes out to the bank by hand, and its answers come back as files. So nothing can be looked up or
 * sent again here, and nothing is ever sent by the program itself; that sets it apart from a `PayoutRail`.
 */
export abstract class BankFiles {
  /** The account that pays in this currency; `undefined` where nothing is paid out by a bank in it. */
  abstract payingAccount(currency: Currency): BankAccount | undefined;
  /** What a bank would not take of an account that is to be paid; empty for one that it takes. */
  abstract faultsOf(account: BankAccount): readonly PaymentRunProblem[];
  /** The same run makes the same bytes, for ever. @throws PaymentRunRefusedError */
  abstract write(run: PaymentRun): WrittenBankFile;
  /** Reads to the end: what is not whole or not understood has no result. @throws BankFileUnreadableError */
  abstract read(bytes: BankFileBytes): Promise<BankFile>;
}

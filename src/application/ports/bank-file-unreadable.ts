/** Why a file of a bank was not taken. None of it was taken then: see `readBankFile`. */
export type BankFileUnreadableCode =
  /** It ends before its end: cut in half, or empty. */
  | 'cut_off'
  /** No well-formed XML. */
  | 'malformed'
  /** Not UTF-8, or it says that it is something else. */
  | 'wrong_encoding'
  /** A DOCTYPE, in which entities could be declared; banks send none. */
  | 'doctype'
  /** Another message, another version or another namespace. */
  | 'unsupported_message'
  /** Elements nested deeper, or one part longer, than any message has. */
  | 'over_limit'
  | 'missing_id'
  | 'missing_element'
  /** An element twice that can be there once, so that it is not clear which one holds. */
  | 'repeated_element'
  | 'malformed_value'
  | 'malformed_amount'
  /** More decimals than ISO 4217 gives the currency, were they zeros: the standard forbids it. */
  | 'too_many_decimals'
  | 'currency_not_taken';

/** The file cannot be read as an answer of the bank, as a whole. Safe to log: no names and no account numbers. */
export class BankFileUnreadableError extends Error {
  override readonly name = 'BankFileUnreadableError';

  constructor(
    readonly code: BankFileUnreadableCode,
    /** The line of the file, from 1. */
    readonly line: number,
    detail: string,
  ) {
    super(`The bank's file cannot be read: ${code} in line ${String(line)}: ${detail.slice(0, 200)}`);
  }
}

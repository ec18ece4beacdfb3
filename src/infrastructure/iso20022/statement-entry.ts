import type { Money } from '../../domain/money.js';
import type { BankTime, OtherEntry } from '../../application/ports/bank-file.js';
import { BankFileUnreadableError } from '../../application/ports/bank-file-unreadable.js';
import { amountOf, flagAt, identifierAt, identifierOf, textOf, timeAt } from './bank-values.js';
import { directionOf, signed, type Direction } from './statement-sums.js';
import type { XmlRecord } from './xml-record.js';

export const CHARGES_LEAVES = ['Chrgs/TtlChrgsAndTaxAmt', 'Chrgs/Rcrd/Amt*', 'Chrgs/Rcrd/CdtDbtInd*'];

export const ENTRY_LEAVES = [
  ...CHARGES_LEAVES,
  ...['Amt', 'CdtDbtInd', 'RvslInd', 'Sts/Cd', 'Sts/Prtry', 'AcctSvcrRef', 'AddtlNtryInf'],
  ...['BookgDt/Dt', 'BookgDt/DtTm', 'ValDt/Dt', 'ValDt/DtTm'],
];

/** What an entry says as a whole. By schema it stands in front of its details. */
export interface EntryFacts {
  readonly amount: Money;
  readonly direction: Direction;
  readonly status: string;
  /** Only what is booked has moved money. */
  readonly booked: boolean;
  readonly reversal: boolean;
  readonly at: BankTime;
  readonly account: string;
  readonly bankReference: string | null;
}

/** `createdAt` is for an entry that names no day of its own. @throws BankFileUnreadableError */
export function entryFacts(entry: XmlRecord, createdAt: BankTime): EntryFacts {
  const status = identifierOf(entry, 'Sts/Cd') ?? identifierOf(entry, 'Sts/Prtry');
  if (status === undefined)
    throw new BankFileUnreadableError('missing_element', entry.line, `${entry.path} without Sts`);
  return {
    amount: amountOf(entry.needed('Amt')),
    direction: directionOf(entry.needed('CdtDbtInd')),
    status,
    booked: entry.text('Sts/Cd') === 'BOOK',
    reversal: flagAt(entry, 'RvslInd', false),
    at: timeAt(entry, 'BookgDt/Dt', 'BookgDt/DtTm', 'ValDt/Dt', 'ValDt/DtTm') ?? createdAt,
    account: accountOf(entry.owner),
    bankReference: identifierOf(entry, 'AcctSvcrRef') ?? null,
  };
}

export const accountOf = (statement: XmlRecord): string =>
  identifierOf(statement, 'Acct/Id/IBAN') ?? identifierAt(statement, 'Acct/Id/Othr/Id');

/** What the entry adds to the balance. */
export const bookedAmount = (facts: EntryFacts): Money => signed(facts.amount, facts.direction);

/** An entry of which the bank gives no details. */
export const wholeEntry = (entry: XmlRecord, { status: _, ...facts }: EntryFacts): OtherEntry => ({
  ...facts,
  reason: null,
  reference: null,
  text: textOf(entry.texts('AddtlNtryInf')),
  line: entry.line,
});

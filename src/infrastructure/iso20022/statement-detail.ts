import { money, type Money } from '../../domain/money.js';
import type { AnswerSubject, BankFilePart, BankReason } from '../../application/ports/bank-file.js';
import { BankFileUnreadableError } from '../../application/ports/bank-file-unreadable.js';
import { amountOf, countAt, identifierOf, reasonAt, referenceIn, textOf } from './bank-values.js';
import { payoutOfReference } from '../../domain/payout-run/bank-references.js';
import { CHARGES_LEAVES, type EntryFacts } from './statement-entry.js';
import { directionOf, type Direction } from './statement-sums.js';
import type { XmlRecord } from './xml-record.js';

/** Of a batch that the bank does not itemise, and around the transactions of one that it does. */
export const DETAILS_LEAVES = [
  'Btch/MsgId',
  'Btch/PmtInfId',
  'Btch/NbOfTxs',
  'Btch/TtlAmt',
  'Btch/CdtDbtInd',
];
export const TRANSACTION_LEAVES = [
  ...['Refs/EndToEndId', 'Refs/InstrId', 'Refs/PmtInfId', 'Refs/AcctSvcrRef'],
  ...['Amt', 'AmtDtls/TxAmt/Amt', 'CdtDbtInd', 'RtrInf/Rsn/Cd', 'RtrInf/Rsn/Prtry', 'RtrInf/AddtlInf*'],
  ...['RmtInf/Ustrd*', 'AddtlTxInf'],
  ...CHARGES_LEAVES,
];

const AMOUNTS = ['Amt', 'AmtDtls/TxAmt/Amt', 'Btch/TtlAmt'];
const REFERENCES = ['Refs/EndToEndId', 'Refs/InstrId'];

/** One transaction of an entry, or a batch without its transactions. */
export interface Detail {
  readonly record: XmlRecord;
  /** Undefined for what is none of ours. */
  readonly subject: AnswerSubject | undefined;
  readonly direction: Direction;
  readonly reason: BankReason | null;
  /** Null where it names none: it is then that of the entry, if there is no other detail. */
  readonly amount: Money | null;
}

export function readDetail(record: XmlRecord, facts: EntryFacts): Detail {
  const indicator = record.leaf('CdtDbtInd') ?? record.leaf('Btch/CdtDbtInd');
  const direction = indicator === undefined ? facts.direction : directionOf(indicator);
  const reason = reasonAt(record, 'RtrInf');
  const ofRun = direction === 'debit' || facts.reversal || reason !== null;
  const subject = subjectOf(record, ofRun);
  return { record, subject, direction, reason, amount: ownAmount(record, subject, facts.amount) };
}

/** @throws BankFileUnreadableError where the amount of something of ours is not known */
export function detailPart(detail: Detail, amount: Money | null, facts: EntryFacts): BankFilePart {
  const { record, subject, direction, reason } = detail;
  const { status, booked, reversal, at, account } = facts;
  const bankReference = identifierOf(record, 'Refs/AcctSvcrRef') ?? facts.bankReference;
  const common = { reason, at, account, bankReference, line: record.line };
  if (subject === undefined) {
    const reference = referenceIn(record, ...REFERENCES) ?? null;
    const text = textOf([...record.texts('RmtInf/Ustrd'), ...record.texts('AddtlTxInf')]);
    return {
      part: 'other_entry',
      entry: { ...common, direction, booked, reversal, amount, reference, text },
    };
  }
  if (amount === null)
    throw new BankFileUnreadableError(
      'missing_element',
      record.line,
      `${record.path} of a payout without Amt`,
    );
  const moved = direction === 'debit' ? 'paid' : 'returned';
  const taken = moved === 'returned' ? chargesAround(record, amount) : null;
  return {
    part: 'answer',
    answer: {
      ...{ ...common, subject, outcome: booked ? moved : 'pending', status },
      ...creditedOf(amount, taken, facts),
    },
  };
}

/** Told with the transaction, or with its entry. */
const chargesAround = (record: XmlRecord, amount: Money): Money | null =>
  chargesOf(record, amount) ??
  (record.owner.parent === undefined ? null : chargesOf(record.owner.owner, amount));

/** What the bank says that it took for it, in all; `null` where it says nothing, or that some of it was given. */
function chargesOf(record: XmlRecord, { currency }: Money): Money | null {
  const total = record.leaf('Chrgs/TtlChrgsAndTaxAmt');
  const isGiven = record.texts('Chrgs/Rcrd/CdtDbtInd').includes('CRDT');
  const leaves = total === undefined ? record.all('Chrgs/Rcrd/Amt') : [total];
  if (isGiven || leaves.some((leaf) => leaf.currency !== currency)) return null;
  const sum = leaves.reduce((minor, leaf) => minor + amountOf(leaf).amountMinor, 0n);
  return sum === 0n ? null : money(sum, currency);
}

/** A bank may name the whole amount and book it less its charges: what came in is what it has booked. */
function creditedOf(
  amount: Money,
  charges: Money | null,
  { amount: booked }: EntryFacts,
): { readonly amount: Money; readonly charges: Money | null } {
  const isLess = charges !== null && booked.amountMinor === amount.amountMinor - charges.amountMinor;
  return { amount: isLess ? money(booked.amountMinor, amount.currency) : amount, charges };
}

/**
 * Batches are named by the id that we gave the run, on the transaction or around it. Whoever pays us may name batches, too:
 * a credit is about a run of ours only where money comes back.
 */
function subjectOf(record: XmlRecord, ofRun: boolean): AnswerSubject | undefined {
  const reference = referenceIn(record, ...REFERENCES);
  if (reference !== undefined) {
    const payoutId = payoutOfReference(reference);
    return payoutId === undefined ? undefined : { kind: 'payout', payoutId };
  }
  const messageId = batchOf(record) ?? batchOf(record.owner);
  if (messageId === undefined || !ofRun) return undefined;
  return { kind: 'run', messageId, transactions: countAt(record, 'Btch/NbOfTxs') };
}

const batchOf = (record: XmlRecord): string | undefined =>
  referenceIn(record, 'Refs/PmtInfId', 'Btch/PmtInfId', 'Btch/MsgId');

/** Strangers pay in every currency: an amount of theirs counts only in that of the entry. */
function ownAmount(record: XmlRecord, subject: AnswerSubject | undefined, ofEntry: Money): Money | null {
  const leaf = AMOUNTS.map((path) => record.leaf(path)).find((found) => found !== undefined);
  if (leaf === undefined) return null;
  return subject === undefined && leaf.currency !== ofEntry.currency ? null : amountOf(leaf);
}

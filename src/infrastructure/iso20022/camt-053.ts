import type { BankFilePart } from '../../application/ports/bank-file.js';
import { BankFileUnreadableError } from '../../application/ports/bank-file-unreadable.js';
import { flagAt, identifierAt, timeOf } from './bank-values.js';
import type { MessageReader, RecordPaths } from './record-parser.js';
import {
  detailPart,
  DETAILS_LEAVES,
  readDetail,
  TRANSACTION_LEAVES,
  type Detail,
} from './statement-detail.js';
import {
  accountOf,
  bookedAmount,
  ENTRY_LEAVES,
  entryFacts,
  wholeEntry,
  type EntryFacts,
} from './statement-entry.js';
import { BALANCE_LEAVES, StatementSums } from './statement-sums.js';
import { once, present, type XmlRecord } from './xml-record.js';

const HEADER = 'BkToCstmrStmt/GrpHdr';
const STATEMENT = 'BkToCstmrStmt/Stmt';
const BALANCE = `${STATEMENT}/Bal`;
const ENTRY = `${STATEMENT}/Ntry`;
const DETAILS = `${ENTRY}/NtryDtls`;
const TRANSACTION = `${DETAILS}/TxDtls`;

/** Of the entry that is being read. */
interface OpenEntry {
  readonly record: XmlRecord;
  readonly facts: EntryFacts;
  details: number;
  /** The first detail, where it has no amount of its own: it is told when there is another one, or the entry ends. */
  waiting: Detail | undefined;
}

/** Reads statements entry by entry, and a batch booking transaction by transaction. */
export class Camt053Reader implements MessageReader {
  readonly records: RecordPaths = {
    [HEADER]: ['MsgId', 'CreDtTm'],
    [STATEMENT]: ['Id', 'Acct/Id/IBAN', 'Acct/Id/Othr/Id', 'StmtPgntn/LastPgInd', 'CpyDplctInd'],
    [BALANCE]: BALANCE_LEAVES,
    [ENTRY]: ENTRY_LEAVES,
    [DETAILS]: DETAILS_LEAVES,
    [TRANSACTION]: TRANSACTION_LEAVES,
  };
  private header: XmlRecord | undefined;
  private sums = new StatementSums();
  private statements = 0;
  private entry: OpenEntry | undefined;
  /** The details of an entry whose transactions were told one by one. */
  private itemised: XmlRecord | undefined;

  constructor(private readonly emit: (part: BankFilePart) => void) {}

  closed(record: XmlRecord): void {
    if (record.path === HEADER) this.begin(record);
    else if (record.path === BALANCE) this.sums.addBalance(record);
    else if (record.path === TRANSACTION) this.tellTransaction(record);
    else if (record.path === DETAILS) this.tellDetails(record);
    else if (record.path === ENTRY) this.tellEntry(record);
    else this.tellStatement(record);
  }

  ended(): void {
    this.headerFor(1);
    if (this.statements === 0) throw new BankFileUnreadableError('missing_element', 1, `no ${STATEMENT}`);
  }

  private begin(header: XmlRecord): void {
    this.header = once(this.header, header);
    this.emit({
      part: 'head',
      head: {
        message: 'camt.053.001.08',
        messageId: identifierAt(header, 'MsgId'),
        createdAt: timeOf(header.needed('CreDtTm')),
        originalMessageId: null,
      },
    });
  }

  private tellTransaction(transaction: XmlRecord): void {
    this.itemised = transaction.owner;
    this.tellDetail(transaction, this.openEntry(transaction.owner.owner));
  }

  /** A batch without its transactions is told as one. */
  private tellDetails(details: XmlRecord): void {
    if (this.itemised === details) return;
    if (details.leaf('Btch/PmtInfId') === undefined && details.leaf('Btch/MsgId') === undefined) return;
    this.tellDetail(details, this.openEntry(details.owner));
  }

  private tellDetail(record: XmlRecord, entry: OpenEntry): void {
    entry.details += 1;
    const detail = readDetail(record, entry.facts);
    if (detail.amount === null && entry.details === 1) {
      entry.waiting = detail;
      return;
    }
    if (entry.waiting !== undefined) this.emit(detailPart(entry.waiting, null, entry.facts));
    entry.waiting = undefined;
    this.emit(detailPart(detail, detail.amount, entry.facts));
  }

  private tellEntry(record: XmlRecord): void {
    const { facts, details, waiting } = this.openEntry(record);
    this.entry = undefined;
    if (waiting !== undefined) this.emit(detailPart(waiting, facts.amount, facts));
    if (details === 0) this.emit({ part: 'other_entry', entry: wholeEntry(record, facts) });
    if (facts.booked) this.sums.addBooked(bookedAmount(facts));
  }

  private openEntry(record: XmlRecord): OpenEntry {
    if (this.entry?.record !== record) {
      const createdAt = timeOf(this.headerFor(record.line).needed('CreDtTm'));
      this.entry = { record, facts: entryFacts(record, createdAt), details: 0, waiting: undefined };
    }
    return this.entry;
  }

  private tellStatement(record: XmlRecord): void {
    this.headerFor(record.line);
    this.emit({
      part: 'statement',
      statement: {
        id: identifierAt(record, 'Id'),
        account: accountOf(record),
        lastPage: flagAt(record, 'StmtPgntn/LastPgInd', true),
        copy: record.leaf('CpyDplctInd') !== undefined,
        ...this.sums.told(),
      },
    });
    this.statements += 1;
    this.sums = new StatementSums();
  }

  private headerFor = (line: number): XmlRecord => present(this.header, HEADER, line);
}

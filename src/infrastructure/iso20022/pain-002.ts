import type {
  AnswerSubject,
  BankAnswer,
  BankFilePart,
  BankOutcome,
} from '../../application/ports/bank-file.js';
import { BankFileUnreadableError } from '../../application/ports/bank-file-unreadable.js';
import {
  amountOf,
  countAt,
  identifierAt,
  identifierOf,
  reasonAt,
  referenceIn,
  timeAt,
  timeOf,
} from './bank-values.js';
import { payoutOfReference } from '../../domain/payout-run/bank-references.js';
import type { MessageReader, RecordPaths } from './record-parser.js';
import { once, present, type XmlRecord } from './xml-record.js';

const HEADER = 'CstmrPmtStsRpt/GrpHdr';
const GROUP = 'CstmrPmtStsRpt/OrgnlGrpInfAndSts';
const PAYMENT = 'CstmrPmtStsRpt/OrgnlPmtInfAndSts';
const TRANSACTION = `${PAYMENT}/TxInfAndSts`;
const REASON = ['StsRsnInf/Rsn/Cd*', 'StsRsnInf/Rsn/Prtry*', 'StsRsnInf/AddtlInf*'];
const AMOUNTS = ['OrgnlTxRef/Amt/InstdAmt', 'OrgnlTxRef/IntrBkSttlmAmt'];

/**
 * The statuses of ISO 20022's external code sets that say how it ends. All others leave it open: received (`RCVD`), checked for
 * form only (`ACTC`), pending (`PDNG`), in part (`PART`: the transactions say which), blocked (`BLCK`), and what will come.
 */
const OUTCOMES = new Map<string, BankOutcome>([
  ...['ACCP', 'ACFC', 'ACWC', 'ACWP', 'ACSP'].map((code) => [code, 'accepted'] as const),
  // The account that pays was debited, or even the other one credited.
  ...['ACSC', 'ACCC'].map((code) => [code, 'paid'] as const),
  ...['RJCT', 'CANC'].map((code) => [code, 'rejected'] as const),
]);

/** Statuses of a whole that say nothing about its parts. */
const IN_PART = new Set(['PART', 'PATC']);

/** Reads a payment status report: the status of the group, of each payment information and of each transaction. */
export class Pain002Reader implements MessageReader {
  readonly records: RecordPaths = {
    [HEADER]: ['MsgId', 'CreDtTm'],
    [GROUP]: ['OrgnlMsgId', 'OrgnlNbOfTxs', 'GrpSts', ...REASON],
    [PAYMENT]: ['OrgnlPmtInfId', 'OrgnlNbOfTxs', 'PmtInfSts', ...REASON],
    [TRANSACTION]: [
      ...['OrgnlEndToEndId', 'OrgnlInstrId', 'TxSts', 'AccptncDtTm', 'AcctSvcrRef'],
      ...REASON,
      ...AMOUNTS,
    ],
  };
  private header: XmlRecord | undefined;
  private group: XmlRecord | undefined;
  private told: XmlRecord | undefined;

  constructor(private readonly emit: (part: BankFilePart) => void) {}

  closed(record: XmlRecord): void {
    if (record.path === HEADER) this.header = once(this.header, record);
    else if (record.path === GROUP) this.begin(record);
    else if (record.path === PAYMENT) this.tellPayment(record);
    else this.tellTransaction(record);
  }

  ended(): void {
    this.groupFor(1);
  }

  private begin(group: XmlRecord): void {
    this.group = once(this.group, group);
    const header = this.headerFor(group.line);
    this.emit({
      part: 'head',
      head: {
        message: 'pain.002.001.10',
        messageId: identifierAt(header, 'MsgId'),
        createdAt: timeOf(header.needed('CreDtTm')),
        originalMessageId: identifierAt(group, 'OrgnlMsgId'),
      },
    });
    this.tellRun(group, 'GrpSts', identifierAt(group, 'OrgnlMsgId'));
  }

  /** Once, before its transactions: by schema, its own status and reasons stand in front of them. */
  private tellPayment(payment: XmlRecord): void {
    if (this.told === payment) return;
    this.told = payment;
    this.groupFor(payment.line);
    this.tellRun(payment, 'PmtInfSts', identifierAt(payment, 'OrgnlPmtInfId'));
  }

  private tellRun(record: XmlRecord, path: string, messageId: string): void {
    const status = identifierOf(record, path);
    if (status === undefined) return;
    const subject: AnswerSubject = { kind: 'run', messageId, transactions: countAt(record, 'OrgnlNbOfTxs') };
    this.tell(record, subject, status);
  }

  private tellTransaction(transaction: XmlRecord): void {
    const payment = transaction.owner;
    this.tellPayment(payment);
    const reference = referenceIn(transaction, 'OrgnlEndToEndId', 'OrgnlInstrId');
    if (reference === undefined)
      throw new BankFileUnreadableError(
        'missing_id',
        transaction.line,
        'a transaction without OrgnlEndToEndId',
      );
    const payoutId = payoutOfReference(reference);
    const subject: AnswerSubject =
      payoutId === undefined ? { kind: 'unknown', reference } : { kind: 'payout', payoutId };
    this.tell(transaction, subject, this.statusOf(transaction, payment));
  }

  /** A transaction without a status of its own shares that of its payment information, or of the group. */
  private statusOf(transaction: XmlRecord, payment: XmlRecord): string {
    const own = identifierOf(transaction, 'TxSts');
    if (own !== undefined) return own;
    const status = payment.text('PmtInfSts') ?? this.groupFor(payment.line).text('GrpSts');
    if (status === undefined || IN_PART.has(status))
      throw new BankFileUnreadableError('missing_element', transaction.line, 'a transaction without TxSts');
    return status;
  }

  private tell(record: XmlRecord, subject: AnswerSubject, status: string): void {
    const amount = AMOUNTS.map((path) => record.leaf(path)).find((leaf) => leaf !== undefined);
    const answer: BankAnswer = {
      subject,
      outcome: OUTCOMES.get(status) ?? 'pending',
      status,
      amount: amount === undefined ? null : amountOf(amount),
      reason: reasonAt(record, 'StsRsnInf'),
      at: timeAt(record, 'AccptncDtTm') ?? timeOf(this.headerFor(record.line).needed('CreDtTm')),
      account: null,
      charges: null,
      bankReference: identifierOf(record, 'AcctSvcrRef') ?? null,
      line: record.line,
    };
    this.emit({ part: 'answer', answer });
  }

  private headerFor = (line: number): XmlRecord => present(this.header, HEADER, line);
  private groupFor = (line: number): XmlRecord => present(this.group, GROUP, line);
}

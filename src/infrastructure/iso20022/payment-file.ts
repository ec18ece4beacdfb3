import { decimalOf, money, type Money } from '../../domain/money.js';
import { bankText } from './bank-text.js';
import { MAX_NAME_LENGTH, MAX_REMITTANCE_LENGTH, problemsOfRun } from './check-payment-run.js';
import {
  PaymentRunRefusedError,
  type PaymentLine,
  type PaymentRun,
} from '../../application/ports/payment-run.js';
import { referenceOfPayout } from '../../domain/payout-run/bank-references.js';

/** A customer credit transfer initiation, `pain.001.001.09`, in one payment information. */
export interface PaymentFile {
  /** ASCII throughout, so its bytes are the same in UTF-8. They follow from the run alone, and must never change for one. */
  readonly text: string;
  readonly transactions: number;
  readonly controlSum: Money;
}

/** @throws PaymentRunRefusedError with every problem of the run */
export function paymentFileOf(run: PaymentRun): PaymentFile {
  const problems = problemsOfRun(run);
  if (problems.length > 0) throw new PaymentRunRefusedError(problems);
  const transactions = run.lines.length;
  const controlSum = money(
    run.lines.reduce((sum, { amount }) => sum + amount.amountMinor, 0n),
    run.currency,
  );
  return { text: documentOf(run, controlSum), transactions, controlSum };
}

/** Nothing needs escaping: identifiers, numbers and texts are checked or written in characters that XML takes as they are. */
const documentOf = (run: PaymentRun, controlSum: Money): string => `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09">
  <CstmrCdtTrfInitn>
    <GrpHdr>
      <MsgId>${run.messageId}</MsgId>
      <CreDtTm>${run.createdAt}</CreDtTm>
      <NbOfTxs>${String(run.lines.length)}</NbOfTxs>
      <CtrlSum>${decimalOf(controlSum)}</CtrlSum>
      <InitgPty><Nm>${nameOf(run.debtor.name)}</Nm></InitgPty>
    </GrpHdr>
    <PmtInf>
      <PmtInfId>${run.messageId}</PmtInfId>
      <PmtMtd>TRF</PmtMtd>
      <BtchBookg>false</BtchBookg>
      <NbOfTxs>${String(run.lines.length)}</NbOfTxs>
      <CtrlSum>${decimalOf(controlSum)}</CtrlSum>
      <ReqdExctnDt><Dt>${run.executeOn}</Dt></ReqdExctnDt>
      <Dbtr><Nm>${nameOf(run.debtor.name)}</Nm></Dbtr>
      <DbtrAcct><Id><IBAN>${run.debtor.iban}</IBAN></Id></DbtrAcct>
      <DbtrAgt><FinInstnId>${agentOf(run.debtor.bic)}</FinInstnId></DbtrAgt>
${run.lines.map(transactionOf).join('')}    </PmtInf>
  </CstmrCdtTrfInitn>
</Document>
`;

function transactionOf({ payoutId, amount, creditor, remittanceText }: PaymentLine): string {
  const reference = referenceOfPayout(payoutId) ?? '';
  const agent =
    creditor.bic === undefined
      ? ''
      : `        <CdtrAgt><FinInstnId><BICFI>${creditor.bic}</BICFI></FinInstnId></CdtrAgt>\n`;
  return `      <CdtTrfTxInf>
        <PmtId><InstrId>${reference}</InstrId><EndToEndId>${reference}</EndToEndId></PmtId>
        <Amt><InstdAmt Ccy="${amount.currency}">${decimalOf(amount)}</InstdAmt></Amt>
${agent}        <Cdtr><Nm>${nameOf(creditor.name)}</Nm></Cdtr>
        <CdtrAcct><Id><IBAN>${creditor.iban}</IBAN></Id></CdtrAcct>
        <RmtInf><Ustrd>${bankText(remittanceText, MAX_REMITTANCE_LENGTH).text}</Ustrd></RmtInf>
      </CdtTrfTxInf>
`;
}

const nameOf = (name: string): string => bankText(name, MAX_NAME_LENGTH).text;

/** The debtor's bank has to be named; who has no BIC says so in the words of the standard's guides. */
const agentOf = (bic: string | undefined): string =>
  bic === undefined ? '<Othr><Id>NOTPROVIDED</Id></Othr>' : `<BICFI>${bic}</BICFI>`;

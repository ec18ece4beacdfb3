/** What a bank writes, in as few words as it can. */
const DOCUMENT = 'urn:iso:std:iso:20022:tech:xsd';
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';
const WRITTEN_AT = '2026-11-24T07:00:00Z';

/** What stands for a payout or a run at the bank, by somebody who does not ask the program. */
export const atBank = (id: string): string => id.slice(id.indexOf('_') + 1).replaceAll('-', '');

export interface BankStatus {
  readonly payoutId: string;
  /** `ACSP`: accepted, `RJCT`: rejected. */
  readonly status: string;
  readonly reason?: string;
}

/** `pain.002`: what the bank says of payments of a file. */
export const statusReport = (
  messageId: string,
  runId: string,
  statuses: readonly BankStatus[],
): string => `${HEAD}
<Document xmlns="${DOCUMENT}:pain.002.001.10"><CstmrPmtStsRpt>
  <GrpHdr><MsgId>${messageId}</MsgId><CreDtTm>${WRITTEN_AT}</CreDtTm></GrpHdr>
  <OrgnlGrpInfAndSts>
    <OrgnlMsgId>${atBank(runId)}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>
  </OrgnlGrpInfAndSts>
  <OrgnlPmtInfAndSts><OrgnlPmtInfId>${atBank(runId)}</OrgnlPmtInfId>
${statuses.map(statusOf).join('\n')}
  </OrgnlPmtInfAndSts>
</CstmrPmtStsRpt></Document>
`;

function statusOf({ payoutId, status, reason }: BankStatus): string {
  const why = reason === undefined ? '' : `<StsRsnInf><Rsn><Cd>${reason}</Cd></Rsn></StsRsnInf>`;
  return `    <TxInfAndSts><OrgnlEndToEndId>${atBank(payoutId)}</OrgnlEndToEndId><TxSts>${status}</TxSts>${why}</TxInfAndSts>`;
}

export interface BankEntry {
  readonly payoutId: string;
  readonly minor: number;
  readonly currency: string;
  /** Paid out of our account, or come back into it. */
  readonly is: 'paid' | 'returned';
  /** The bank's own name of the entry, none where it is empty; where nothing is said, by its place in the statement. */
  readonly name?: string;
  /** What the bank has taken of what came back: the amount is without it. */
  readonly charges?: number;
}

/** `camt.053`: what was booked on our account. */
export const statement = (messageId: string, iban: string, entries: readonly BankEntry[]): string =>
  statementOf(
    messageId,
    iban,
    entries.map((entry, at) => entryOf({ name: `${messageId}-${String(at)}`, charges: 0, ...entry })),
  );

/** Of entries as they are written. */
export const statementOf = (messageId: string, iban: string, entries: readonly string[]): string => `${HEAD}
<Document xmlns="${DOCUMENT}:camt.053.001.08"><BkToCstmrStmt>
  <GrpHdr><MsgId>${messageId}</MsgId><CreDtTm>${WRITTEN_AT}</CreDtTm></GrpHdr>
  <Stmt><Id>${messageId}</Id><CreDtTm>${WRITTEN_AT}</CreDtTm><Acct><Id><IBAN>${iban}</IBAN></Id></Acct>
${entries.join('\n')}
  </Stmt>
</BkToCstmrStmt></Document>
`;

/** Of two decimals. */
export const amountOf = ({ minor, currency }: Pick<BankEntry, 'minor' | 'currency'>): string =>
  `<Amt Ccy="${currency}">${(minor / 100).toFixed(2)}</Amt>`;

function entryOf({ payoutId, is, name, charges, ...sum }: Required<BankEntry>): string {
  const amount = amountOf(sum);
  const direction = `<CdtDbtInd>${is === 'paid' ? 'DBIT' : 'CRDT'}</CdtDbtInd>`;
  const named = name === '' ? '' : `<AcctSvcrRef>${name}</AcctSvcrRef>`;
  const taken = amountOf({ ...sum, minor: charges }).replaceAll('Amt', 'TtlChrgsAndTaxAmt');
  const charged = charges === 0 ? '' : `<Chrgs>${taken}</Chrgs>`;
  const reason = is === 'paid' ? '' : '<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>';
  return `  <Ntry>${amount}${direction}<Sts><Cd>BOOK</Cd></Sts>${named}<BkTxCd/>
    <NtryDtls><TxDtls><Refs><EndToEndId>${atBank(payoutId)}</EndToEndId></Refs>${amount}${direction}${charged}${reason}</TxDtls></NtryDtls>
  </Ntry>`;
}

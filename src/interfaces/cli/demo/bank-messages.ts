/** What a bank writes, in as few words as it can. */
const DOCUMENT = 'urn:iso:std:iso:20022:tech:xsd';
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';
const WRITTEN_AT = '2026-11-24T07:00:00Z';

/** What stands for a payout or a run at the bank. */
export const atBank = (id: string): string => id.slice(id.indexOf('_') + 1).replaceAll('-', '');

export interface BankStatus {
  readonly payoutId: string;
  /** `ACSP`: accepted, `RJCT`: rejected. */
  readonly status: 'ACSP' | 'RJCT';
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
${statuses.map(({ payoutId, status }) => `    <TxInfAndSts><OrgnlEndToEndId>${atBank(payoutId)}</OrgnlEndToEndId><TxSts>${status}</TxSts></TxInfAndSts>`).join('\n')}
  </OrgnlPmtInfAndSts>
</CstmrPmtStsRpt></Document>
`;

export interface BankEntry {
  readonly payoutId: string;
  readonly minor: number;
  readonly currency: string;
  /** Paid out of our account, or come back into it. */
  readonly is: 'paid' | 'returned';
}

/** `camt.053`: what was booked on our account. */
export const statement = (messageId: string, iban: string, entries: readonly BankEntry[]): string => `${HEAD}
<Document xmlns="${DOCUMENT}:camt.053.001.08"><BkToCstmrStmt>
  <GrpHdr><MsgId>${messageId}</MsgId><CreDtTm>${WRITTEN_AT}</CreDtTm></GrpHdr>
  <Stmt><Id>${messageId}</Id><CreDtTm>${WRITTEN_AT}</CreDtTm><Acct><Id><IBAN>${iban}</IBAN></Id></Acct>
${entries.map((entry, at) => entryOf(`${messageId}-${String(at)}`, entry)).join('\n')}
  </Stmt>
</BkToCstmrStmt></Document>
`;

function entryOf(name: string, { payoutId, minor, currency, is }: BankEntry): string {
  const amount = `<Amt Ccy="${currency}">${(minor / 100).toFixed(2)}</Amt>`;
  const direction = `<CdtDbtInd>${is === 'paid' ? 'DBIT' : 'CRDT'}</CdtDbtInd>`;
  const reason = is === 'paid' ? '' : '<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>';
  return `  <Ntry>${amount}${direction}<Sts><Cd>BOOK</Cd></Sts><AcctSvcrRef>${name}</AcctSvcrRef><BkTxCd/>
    <NtryDtls><TxDtls><Refs><EndToEndId>${atBank(payoutId)}</EndToEndId></Refs>${amount}${direction}${reason}</TxDtls></NtryDtls>
  </Ntry>`;
}

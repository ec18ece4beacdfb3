import {
  amountOf,
  atBank,
  type BankEntry,
  type BankStatus,
  statement as bankStatement,
  statementOf,
  statusReport as bankStatusReport,
} from '../../src/interfaces/cli/demo/bank-messages.js';
import type { ApiClient, Caller, Command, Json, List } from './api-client.js';
import { advance, DAY_SECONDS, deliveredOrder, newCreator, orderThat, type Person } from './marketplace.js';
import { until } from './until.js';

const OUR_IBAN = 'TR330006100519786457841326';

/** What a program is given that pays creators out by a bank. */
export const BANK_SETTINGS = {
  BANK_ACCOUNTS: `TRY=${OUR_IBAN}/TGBATRIS`,
  BANK_ACCOUNT_HOLDER: 'Shoutouts Yayıncılık A.Ş.',
} as const;

export const EARNING = 12_000;
const HOLD_OVER_SECONDS = 8 * DAY_SECONDS;

/** Creators who have delivered one order each, whose earnings are available now, and whose bank accounts were verified. */
export async function creatorsAtBank(
  fan: Person,
  finance: Caller,
  count: number,
): Promise<readonly Person[]> {
  const creators: Person[] = [];
  for (let n = 0; n < count; n += 1) {
    const creator = await newCreator(fan.caller.api);
    const orderId = await deliveredOrder(fan, creator);
    await orderThat(fan, orderId, ({ state }) => state === 'delivered');
    await bankAccountOf(creator, finance);
    await accountThat(creator, ({ in_hold_minor }) => in_hold_minor === EARNING);
    creators.push(creator);
  }
  await advance(fan.caller.api, HOLD_OVER_SECONDS);
  return creators;
}

export async function bankAccountOf({ id, caller }: Person, finance: Caller): Promise<void> {
  const account = { iban: 'TR330006100519786457841326', holder: 'Barış Demir' };
  await caller.post('/v1/creators/me/payout-destination/bank-account', account);
  const { destination_id } = await finance.get<Json>(`/v1/creators/${id}/payout-destination`);
  await finance.post(`/v1/creators/${id}/payout-destination/verify`, { destination_id });
}

export const accountThat = ({ id, caller }: Person, holds: (account: Json) => boolean): Promise<Json> =>
  until(async () => (await caller.get<List>(`/v1/creators/${id}/account`)).data[0] ?? {}, holds);

export async function proposed(finance: Caller): Promise<string> {
  const run = { market: 'TR', currency: 'TRY' };
  return (await finance.post<Command & { run_id: string }>('/v1/payout-runs', run)).run_id;
}

export async function approved(runId: string, approver: Caller): Promise<Json> {
  await approver.post(`/v1/payout-runs/${runId}/approve`);
  return until(
    () => approver.get<Json>(`/v1/payout-runs/${runId}`),
    ({ state }) => state === 'executed',
  );
}

/** A run that one person has proposed and another one approved. */
export async function carriedOut(proposer: Caller, approver: Caller): Promise<string> {
  const runId = await proposed(proposer);
  await approved(runId, approver);
  return runId;
}

export const payoutThat = ({ id }: Person, state: string, finance: Caller): Promise<Json> =>
  until(
    async () => (await finance.get<List>(`/v1/payouts?creator_id=${id}`)).data[0] ?? {},
    (payout) => payout['state'] === state,
  );

export interface FetchedFile {
  readonly status: number;
  readonly text: string;
  readonly digest: string | null;
}

export async function fetchBankFile(runId: string, { api, credentials }: Caller): Promise<FetchedFile> {
  const response = await fetch(`${api.url}/v1/payout-runs/${runId}/bank-file`, { headers: credentials });
  const digest = response.headers.get('repr-digest');
  return { status: response.status, text: await response.text(), digest };
}

export const sendAnswers = (finance: Caller, xml: string) =>
  finance.tryPost('/v1/bank-answers', xml, { 'content-type': 'application/xml' });

/** `pain.002`: what the bank says of each payment of a file. */
export const statusReport = (
  id: string,
  runId: string,
  statuses: readonly (Omit<BankStatus, 'payoutId'> & { readonly payout: unknown })[],
): string =>
  bankStatusReport(
    id,
    runId,
    statuses.map(({ payout, ...status }) => ({ payoutId: String(payout), ...status })),
  );

/** `pain.002`: what it says of the file as a whole. */
export const groupReport = (id: string, runId: string, status: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
  <GrpHdr><MsgId>${id}</MsgId><CreDtTm>2026-11-24T07:00:00Z</CreDtTm></GrpHdr>
  <OrgnlGrpInfAndSts>
    <OrgnlMsgId>${atBank(runId)}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>${status}</GrpSts>
  </OrgnlGrpInfAndSts>
</CstmrPmtStsRpt></Document>
`;

/** Of one earning, where nothing else is said. */
export type Entry = Partial<Omit<BankEntry, 'payoutId'>> &
  Pick<BankEntry, 'is'> & { readonly payout: unknown };

const AN_EARNING = { minor: EARNING, currency: 'TRY' };

/** `camt.053`: what was booked on the account. */
export const statement = (id: string, entries: readonly Entry[], account = OUR_IBAN): string =>
  bankStatement(
    id,
    account,
    entries.map(({ payout, ...entry }) => ({ payoutId: String(payout), ...AN_EARNING, ...entry })),
  );

/** With what was on the account before its entries, and after them. */
export const balancedStatement = (
  id: string,
  { on, opening, closing }: { readonly on: string; readonly opening: number; readonly closing: number },
  entries: readonly Entry[],
): string =>
  statement(id, entries).replace(
    '</Acct>\n',
    `</Acct>\n${balance('OPBD', opening, on)}\n${balance('CLBD', closing, on)}\n`,
  );

const balance = (code: string, minor: number, on: string): string =>
  `    <Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${amountOf({ ...AN_EARNING, minor: Math.abs(minor) })}` +
  `<CdtDbtInd>${minor < 0 ? 'DBIT' : 'CRDT'}</CdtDbtInd><Dt><Dt>${on}</Dt></Dt></Bal>`;

/** A batch that the bank books as one entry, without its payments. */
export const batchStatement = (
  id: string,
  runId: string,
  { count, minor }: { readonly count: number; readonly minor: number },
): string =>
  statementOf(id, OUR_IBAN, [
    `<Ntry>${amountOf({ ...AN_EARNING, minor })}<CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><AcctSvcrRef>${id}</AcctSvcrRef>
      <BkTxCd/><NtryDtls><Btch><PmtInfId>${atBank(runId)}</PmtInfId><NbOfTxs>${String(count)}</NbOfTxs></Btch></NtryDtls></Ntry>`,
  ]);

export const financeOf = async (api: ApiClient): Promise<readonly [Caller, Caller]> => [
  await api.as('finance 1', 'finance'),
  await api.as('finance 2', 'finance'),
];

import { atBank, statement } from '../bank-messages.js';
import { UnexpectedAnswerError } from '../api-client.js';
import { lira, type MoneyBody, type Stage } from '../stage.js';
import { until } from '../until.js';
import { amountText } from '../words.js';
import type { Journey } from './journey.js';

const RUN = { market: 'TR', currency: 'TRY' };
/** What the video brought Ada. */
const EARNED = lira(12_800);
const ADAS_IBAN = 'TR330006100519786457841326';

interface PayoutBody {
  readonly payout_id: string;
  readonly state: string;
  readonly code: string | null;
  readonly amount: MoneyBody;
}

interface AccountBody {
  readonly available_minor: number;
  readonly paid_out_minor: number;
}

export const paidOut: Journey = {
  title: 'Paid out: a transfer fails, and the money is available again; then a bank pays it',
  async play(stage) {
    const { api, cast, say } = stage;
    const { ada } = cast;
    await api.command(ada, '/v1/creators/me/payout-destination', { account: 'acct_1Misspelled' });
    await approvedByTwo(stage);
    const { code } = await payoutThat(stage, 'failed');
    await adaHas(stage, { available: EARNED.amount_minor, paidOut: 0 });
    say(`the payout failed (${String(code)}): ${words(EARNED)} is available to Ada again`);

    const account = { iban: ADAS_IBAN, holder: 'Ada Demir' };
    await api.command(ada, '/v1/creators/me/payout-destination/bank-account', account);
    await verifyAccount(stage);
    const runId = await carriedOut(stage, await proposed(stage));
    const payout = await bankIsTold(stage, runId);
    await api.expect(200, cast.secondFinance, 'POST', '/v1/bank-answers', {
      headers: { 'content-type': 'application/xml' },
      body: statement('BANK-1', OUR_IBAN, [
        { payoutId: payout.payout_id, minor: payout.amount.amount_minor, currency: 'TRY', is: 'paid' },
      ]),
    });
    await payoutThat(stage, 'paid');
    await adaHas(stage, { available: 0, paidOut: EARNED.amount_minor });
    say(`the bank has paid ${words(payout.amount)} to Ada, once`);
    return [];
  },
};

/** The account of ours that pays. */
export const OUR_IBAN = 'TR330006100519786457841326';

/** Who proposed a run cannot approve it. */
async function approvedByTwo(stage: Stage): Promise<void> {
  const runId = await proposed(stage);
  const approve = `/v1/payout-runs/${runId}/approve`;
  await stage.api.refusal(stage.cast.finance, approve, {}, 'payout_run_own_proposal');
  await carriedOut(stage, runId);
}

async function proposed({ api, cast: { finance } }: Stage): Promise<string> {
  return (await api.command<{ run_id: string }>(finance, '/v1/payout-runs', RUN)).run_id;
}

async function carriedOut({ api, cast: { finance, secondFinance } }: Stage, runId: string): Promise<string> {
  await api.command(secondFinance, `/v1/payout-runs/${runId}/approve`);
  return until(`${runId} is carried out`, async () => {
    const { state } = await api.query<{ state: string }>(finance, `/v1/payout-runs/${runId}`);
    return state === 'executed' ? runId : undefined;
  });
}

async function verifyAccount({ api, cast: { ada, secondFinance } }: Stage): Promise<void> {
  const path = `/v1/creators/${ada.id}/payout-destination`;
  const { destination_id } = await api.query<{ destination_id: string }>(secondFinance, path);
  await api.command(secondFinance, `${path}/verify`, { destination_id });
}

/** The file that somebody hands in at the bank. */
async function bankIsTold(stage: Stage, runId: string): Promise<PayoutBody> {
  const { api, cast, say } = stage;
  const file = await api.expect(200, cast.secondFinance, 'GET', `/v1/payout-runs/${runId}/bank-file`);
  const payout = await payoutThat(stage, 'sent');
  if (!(await file.text()).includes(`<EndToEndId>${atBank(payout.payout_id)}</EndToEndId>`))
    throw new UnexpectedAnswerError('the bank file does not have the payout');
  say(`a file of ISO 20022 for the bank (pain.001), with ${words(payout.amount)} for Ada`);
  return payout;
}

/** Ada's last payout. */
const payoutThat = ({ api, cast: { ada, finance } }: Stage, state: string): Promise<PayoutBody> =>
  until(`a payout to Ada is ${state}`, async () => {
    const path = `/v1/payouts?creator_id=${ada.id}&limit=1`;
    const [payout] = (await api.query<{ data: readonly PayoutBody[] }>(finance, path)).data;
    return payout?.state === state ? payout : undefined;
  });

const adaHas = (
  { api, cast: { ada } }: Stage,
  wanted: { readonly available: number; readonly paidOut: number },
): Promise<AccountBody> =>
  until(`Ada has ${String(wanted.available)} available`, async () => {
    const path = `/v1/creators/${ada.id}/account`;
    const [account] = (await api.query<{ data: readonly AccountBody[] }>(ada, path)).data;
    const isSo = account?.available_minor === wanted.available && account.paid_out_minor === wanted.paidOut;
    return isSo ? account : undefined;
  });

const words = ({ amount_minor, currency }: MoneyBody): string =>
  `${amountText(BigInt(amount_minor), currency)} ${currency}`;

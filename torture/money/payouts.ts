import type { Person } from '../load/client.js';
import type { Bank } from './bank.js';
import { type Cast, delivered } from './cast.js';
import type { Desk, Row } from './desk.js';
import type { Outside } from './outside.js';

const HOLD_SECONDS = 8 * 24 * 3_600;

/** Everything that can become of payouts, from the proposal to the money that comes back, and then again. */
export class Payouts {
  constructor(
    private readonly desk: Desk,
    private readonly cast: Cast,
    private readonly bank: Bank,
    private readonly outside: Outside,
  ) {}

  async tell(): Promise<void> {
    const { desk, cast, bank } = this;
    const { transfers, proposer, approver } = cast;
    for (const creator of [transfers, cast.bank, cast.rejected]) await delivered(desk, cast, creator);
    await desk.advance(HOLD_SECONDS);
    await desk.does(approver, `/v1/payout-runs/${await this.proposed(3)}/reject`);

    const first = await this.proposed(3);
    await this.carriedOutWithoutHeld(first, cast.rejected);
    await this.becomes(transfers, 'paid');
    await bank.isHanded(approver, first);
    const byBank = await this.becomes(cast.bank, 'sent');
    await bank.isHanded(proposer, first);
    await bank.reports(approver, first, [{ payoutId: idOf(byBank), status: 'ACSP' }]);
    await bank.books(approver, [entryOf(byBank, 'paid')]);
    await this.becomes(cast.bank, 'paid');
    await this.comesBack(byBank);

    await this.withoutProviderAtFirst(await this.proposed(3));
    await this.paidUnasked(await this.proposed(1));
    await this.statementCloses();
  }

  /** What was paid comes back: by the bank, and by a transfer that somebody takes back in the dashboard. */
  private async comesBack(byBank: Row): Promise<void> {
    const { cast, bank, outside } = this;
    await bank.books(cast.approver, [entryOf(byBank, 'returned')]);
    await this.becomes(cast.bank, 'returned');
    const { reference } = await this.becomes(cast.transfers, 'paid');
    await outside.sandbox.control.reverseTransferInDashboard(String(reference));
    await this.becomes(cast.transfers, 'returned');
  }

  /** The rail cannot be reached; then it is, and loses its reply. */
  private async withoutProviderAtFirst(runId: string): Promise<void> {
    const { desk, cast, bank } = this;
    const { control } = this.outside.sandbox;
    await control.plan({ fault: 'cut_before', operation: 'transfers.list', times: 1_000 });
    await desk.does(cast.approver, `/v1/payout-runs/${runId}/approve`);
    await this.becomes(cast.transfers, 'unknown');
    await control.clearFaults();
    await control.plan({ fault: 'cut_after', operation: 'transfers.create', times: 2 });
    await this.becomes(cast.transfers, 'paid');
    await control.clearFaults();
    await this.executed(runId);

    await bank.isHanded(cast.proposer, runId);
    const [paid, rejected] = [
      await this.becomes(cast.bank, 'sent'),
      await this.becomes(cast.rejected, 'sent'),
    ];
    await bank.reports(cast.approver, runId, [
      { payoutId: idOf(paid), status: 'ACSP' },
      { payoutId: idOf(rejected), status: 'RJCT' },
    ]);
    await this.becomes(cast.rejected, 'failed');
    await bank.books(cast.approver, [entryOf(paid, 'paid')]);
    await this.becomes(cast.bank, 'paid');
    await bank.isHanded(cast.approver, runId);
  }

  /** The bank has paid what it was not given yet, as two people find out. */
  private async paidUnasked(runId: string): Promise<void> {
    const { desk, cast, bank } = this;
    await desk.does(cast.approver, `/v1/payout-runs/${runId}/approve`);
    await this.executed(runId);
    const payout = await this.becomes(cast.rejected, 'reserved');
    await bank.books(cast.approver, [entryOf(payout, 'paid')]);
    const path = `/v1/payout-runs/${runId}/payouts/${idOf(payout)}/settle`;
    await desk.does(cast.proposer, path, { outcome: 'paid', reason: 'The bank was asked.' });
    await desk.does(cast.approver, `${path}/approve`, { outcome: 'paid' });
    await this.becomes(cast.rejected, 'paid');
  }

  /** With what was on the account before anything: a case. */
  private async statementCloses(): Promise<void> {
    const { desk, cast, bank } = this;
    await bank.closes(cast.approver, '2026-01-01', 1_000_000);
    await desk.until(
      'the balance of the bank is a case',
      () => desk.list(cast.approver, '/v1/cases'),
      (cases) => cases.some(({ about }) => about === 'bank_balance'),
    );
  }

  /** One line is refused, since its creator is held. */
  private async carriedOutWithoutHeld(runId: string, held: Person): Promise<void> {
    const { desk, cast } = this;
    const path = `/v1/creators/${held.id}/payout-hold`;
    await desk.does(cast.approver, path, { currency: 'TRY', reason: 'identity_check' });
    await desk.does(cast.approver, `/v1/payout-runs/${runId}/approve`);
    await this.executed(runId);
    await desk.does(cast.approver, `${path}/release`, { currency: 'TRY' });
  }

  /** A run of so many lines. What is on its way back is not there at first. */
  private async proposed(lines: number): Promise<string> {
    const { desk, cast } = this;
    const run = { market: 'TR', currency: 'TRY' };
    await desk.until(
      'everybody has something to be paid out',
      async () =>
        await Promise.all([cast.transfers, cast.bank, cast.rejected].map((each) => this.available(each))),
      (sums) => sums.filter((sum) => sum > 0).length === lines,
    );
    return String((await desk.does(cast.proposer, '/v1/payout-runs', run)).body['run_id']);
  }

  private async available({ id }: Person): Promise<number> {
    const [account] = await this.desk.list(this.cast.proposer, `/v1/creators/${id}/account`);
    return Number(account?.['available_minor'] ?? 0);
  }

  private async executed(runId: string): Promise<void> {
    const { desk, cast } = this;
    await desk.until(
      `${runId} is carried out`,
      async () => (await desk.one(cast.approver, `/v1/payout-runs/${runId}`))['state'],
      (state) => state === 'executed',
    );
  }

  /** The last payout of a creator. */
  private async becomes({ id, name }: Person, state: string): Promise<Row> {
    const { desk, cast } = this;
    const payout = await desk.until(
      `a payout ${name} is ${state}`,
      async () => (await desk.list(cast.approver, `/v1/payouts?creator_id=${id}&limit=1`))[0],
      (found) => found?.['state'] === state,
      { nudging: true },
    );
    return payout ?? {};
  }
}

const idOf = (payout: Row): string => String(payout['payout_id']);

function entryOf(payout: Row, is: 'paid' | 'returned') {
  const { amount_minor: minor, currency } = payout['amount'] as { amount_minor: number; currency: string };
  return { payoutId: idOf(payout), minor, currency, is };
}

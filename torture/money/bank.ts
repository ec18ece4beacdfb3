import {
  amountOf,
  statement,
  statusReport,
  type BankEntry,
  type BankStatus,
} from '../../src/interfaces/cli/demo/bank-messages.js';
import type { Person } from '../load/client.js';
import type { Desk } from './desk.js';
import { OUR_IBAN } from './outside.js';

/** The bank: it has the files that it was handed, and knows what it has paid. */
export class Bank {
  /** By run: what somebody was given. Asked for again, it has to be the same. */
  readonly files = new Map<string, string>();
  /** Payouts that it did not pay, or that came back to it. */
  readonly undone = new Set<string>();
  readonly wrong: string[] = [];
  #messages = 0;

  constructor(private readonly desk: Desk) {}

  async isHanded(finance: Person, runId: string): Promise<void> {
    const text = await this.desk.text(finance, 'GET', `/v1/payout-runs/${runId}/bank-file`);
    const before = this.files.get(runId);
    if (before !== undefined && before !== text)
      this.wrong.push(`the bank file of ${runId} has other bytes now`);
    this.files.set(runId, before ?? text);
  }

  async reports(finance: Person, runId: string, statuses: readonly BankStatus[]): Promise<void> {
    for (const { payoutId, status } of statuses) if (status === 'RJCT') this.undone.add(payoutId);
    await this.answers(finance, statusReport(this.nextMessage(), runId, statuses));
  }

  async books(finance: Person, entries: readonly BankEntry[]): Promise<void> {
    for (const { payoutId, is } of entries) if (is === 'returned') this.undone.add(payoutId);
    await this.answers(finance, statement(this.nextMessage(), OUR_IBAN, entries));
  }

  /** A statement of its own, of a day on which nothing was booked. */
  async closes(finance: Person, day: string, minor: number): Promise<void> {
    const balances = ['OPBD', 'CLBD'].map((code) => balance(code, day, minor)).join('\n');
    const text = statement(this.nextMessage(), OUR_IBAN, []).replace('</Acct>', `</Acct>${balances}`);
    await this.answers(finance, text);
  }

  private async answers(finance: Person, text: string): Promise<void> {
    await this.desk.text(finance, 'POST', '/v1/bank-answers', { type: 'application/xml', text });
  }

  private nextMessage(): string {
    return `BANK-${String((this.#messages += 1))}`;
  }
}

const balance = (code: string, day: string, minor: number): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${amountOf({ minor, currency: 'TRY' })}` +
  `<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${day}</Dt></Dt></Bal>`;

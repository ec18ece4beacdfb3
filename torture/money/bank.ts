import {
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

  private async answers(finance: Person, text: string): Promise<void> {
    await this.desk.text(finance, 'POST', '/v1/bank-answers', { type: 'application/xml', text });
  }

  private nextMessage(): string {
    return `BANK-${String((this.#messages += 1))}`;
  }
}

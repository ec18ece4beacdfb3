import { join } from 'node:path';
import { openSqliteForReading } from '../../src/infrastructure/embedded/sqlite.js';
import type { ReadLog } from '../stores/read-log.js';

/** A transfer or a refund, as the provider has it. */
export interface Moved {
  readonly id: string;
  readonly status: string;
  readonly amountMinor: number;
  /** What of it came back. */
  readonly reversedMinor: number;
  /** Of transfers. */
  readonly payoutId: string;
  /** Of refunds. */
  readonly orderId: string;
}

export interface MoneyBooks {
  readonly transfers: readonly Moved[];
  readonly refunds: readonly Moved[];
}

interface StripeObject {
  readonly id: string;
  readonly status?: string;
  readonly amount: number;
  readonly amount_reversed?: number;
  readonly transfer_group?: string | null;
  readonly metadata?: Readonly<Record<string, string>> | null;
}

/** What is in the log, and what the provider says of it. */
export class ReadMoney {
  constructor(
    readonly log: ReadLog,
    private readonly providerDir: string,
  ) {}

  books(): MoneyBooks {
    const database = openSqliteForReading(join(this.providerDir, 'stripe-sandbox.sqlite'));
    try {
      const read = (kind: string): readonly Moved[] =>
        (
          database.prepare('SELECT body FROM objects WHERE kind = ? ORDER BY seq').raw().all([kind]) as [
            string,
          ][]
        ).map(([body]) => movedBy(JSON.parse(body) as StripeObject));
      return { transfers: read('transfer'), refunds: read('refund') };
    } finally {
      database.close();
    }
  }
}

const movedBy = (object: StripeObject): Moved => ({
  ...{ id: object.id, status: object.status ?? '', amountMinor: object.amount },
  reversedMinor: object.amount_reversed ?? 0,
  payoutId: object.transfer_group ?? '',
  orderId: object.metadata?.['order_id'] ?? '',
});

import type { ReadLog } from '../stores/read-log.js';
import { type SandboxObject, sandboxObjects } from '../stores/sandbox-objects.js';

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
  /** Of each dispute, how often the bank was answered. */
  readonly answered: ReadonlyMap<string, number>;
}

/** What is in the log, and what the provider says of it. */
export class ReadMoney {
  constructor(
    readonly log: ReadLog,
    private readonly providerDir: string,
  ) {}

  books(): MoneyBooks {
    const read = (kind: string): readonly Moved[] => sandboxObjects(this.providerDir, kind).map(movedBy);
    const disputes = sandboxObjects(this.providerDir, 'dispute').map(
      ({ id, evidence_details }) => [id, evidence_details?.submission_count ?? 0] as const,
    );
    return { transfers: read('transfer'), refunds: read('refund'), answered: new Map(disputes) };
  }
}

const movedBy = (object: SandboxObject): Moved => ({
  ...{ id: object.id, status: object.status ?? '', amountMinor: object.amount },
  reversedMinor: object.amount_reversed ?? 0,
  payoutId: object.transfer_group ?? '',
  orderId: object.metadata?.order_id ?? '',
});

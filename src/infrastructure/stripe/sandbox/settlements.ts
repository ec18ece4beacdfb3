import type { Account } from './account.js';

/** What can become of a refund that is not settled, or that seemed to have succeeded. */
export type RefundOutcome = 'succeeded' | 'failed' | 'canceled' | 'requires_action';

/** Later, the bank will say this of the refund; a restart of the sandbox does not forget it. */
export function schedule(account: Account, refundId: string, outcome: RefundOutcome): void {
  const dueAtMs = Date.now() + account.refundSettlesAfterMs;
  account.records.run('INSERT INTO settlements VALUES (?, ?, ?)', refundId, outcome, dueAtMs);
}

/** It goes out when the balance has the money for it. */
export function letWait(account: Account, refundId: string): void {
  account.records.run('INSERT INTO waiting_refunds (refund_id) VALUES (?)', refundId);
}

/** The ids of those that wait for money, the oldest first. */
export const waitingRefunds = (account: Account): readonly string[] =>
  account.records.rows('SELECT refund_id FROM waiting_refunds ORDER BY seq').map(([id]) => id as string);

export function unschedule(account: Account, refundId: string): void {
  account.records.run('DELETE FROM settlements WHERE refund_id = ?', refundId);
  account.records.run('DELETE FROM waiting_refunds WHERE refund_id = ?', refundId);
}

/** Does with `settle` what is due. @returns when the next one is, in ms since 1970 */
export function settleDue(
  account: Account,
  nowMs: number,
  settle: (refundId: string, outcome: RefundOutcome) => void,
): number | undefined {
  const due = account.records.rows('SELECT refund_id, outcome FROM settlements WHERE due_at_ms <= ?', nowMs);
  for (const [refundId, outcome] of due) {
    account.perform(null, () => settle(refundId as string, outcome as RefundOutcome));
  }
  const next = account.records.row('SELECT min(due_at_ms) FROM settlements')?.[0];
  return typeof next === 'number' ? next : undefined;
}

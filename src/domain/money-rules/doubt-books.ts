import type { EventOf } from '../all-events.js';
import { sameMoney } from '../money.js';
import { about, type Audited, type Books, type PayoutNote } from './notes.js';
import { broken } from './rules.js';

/** What two people say became of a payout that a bank may have paid unasked. */
export function noteDoubt(
  books: Books,
  event: EventOf<'PayoutDoubtSettlingProposed'> | EventOf<'PayoutDoubtSettled'>,
): Audited {
  const { runId, payoutId, outcome, proposedBy } = event.data;
  const subject = { of: 'run', id: runId } as const;
  const payout = books.find('payout', payoutId);
  if (payout === undefined || !isOpen(payout, event.data)) return about(subject, ['doubt_by_two']);
  const settling = { outcome, proposedBy };
  if (event.type === 'PayoutDoubtSettlingProposed')
    return about(subject, [], ['payout', payoutId, { ...payout, settling }]);
  const { approvedBy, amount } = event.data;
  const isByTwo =
    payout.settling?.outcome === outcome &&
    payout.settling.proposedBy === proposedBy &&
    proposedBy !== approvedBy &&
    sameMoney(amount, payout.line.amount);
  return about(subject, broken(isByTwo, 'doubt_by_two'), [
    'payout',
    payoutId,
    { ...payout, settledAs: outcome },
  ]);
}

const isOpen = (
  { runId, line, status, isDoubted, isInFile, settledAs }: PayoutNote,
  of: { readonly runId: string; readonly creatorId: string },
): boolean =>
  runId === of.runId &&
  line.creatorId === of.creatorId &&
  status === 'reserved' &&
  line.rail === 'bank_transfers' &&
  isDoubted &&
  !isInFile &&
  settledAs === null;

/** A bank may have paid it, and nobody has said that it has not: its orders are not free. Of what another rail pays, that rail says so. */
export const isFreedByNobody = ({ line, isDoubted, isInFile, settledAs }: PayoutNote): boolean =>
  line.rail === 'bank_transfers' && isDoubted && !isInFile && settledAs !== 'not_paid';

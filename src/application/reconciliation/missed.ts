import type { Difference } from '../../domain/reconciliation/difference.js';
import type { BegunReconciliation } from '../../domain/reconciliation/run.js';
import type { ProviderEvent } from '../ports/payment-gateway.js';
import type { About } from './look-at-theirs.js';

/** Events of the provider that processes take up. */
const TAKEN_UP = [
  /^payment_intent\.(succeeded|payment_failed|canceled)$/,
  /^refund\./,
  /^charge\.dispute\./,
  /^transfer\./,
];

export const isTakenUp = ({ type }: ProviderEvent): boolean => TAKEN_UP.some((taken) => taken.test(type));

/** What a webhook would have been that tells of an object. */
const TYPES: Readonly<Record<About, string>> = {
  payment: 'payment_intent.succeeded',
  refund: 'refund.updated',
  chargeback: 'charge.dispute.updated',
  payout: 'transfer.updated',
};

/** Money of which nothing is known, and what there is too much, no webhook makes right. */
export const isMendedByLooking = ({ kind }: Difference): boolean =>
  kind === 'missing_in_our_books' || kind === 'status_differs' || kind === 'amount_differs';

/** The webhook that never came, since its event never came to be: it only says where to look, as any other. */
export const missedEvent = (
  { day, run }: BegunReconciliation,
  about: About,
  objectId: string,
  { orderId, paymentId }: { readonly orderId: string | undefined; readonly paymentId: string | undefined },
): ProviderEvent => ({
  id: `reconciled_${day}_${String(run)}_${objectId}`,
  type: TYPES[about],
  ...{ objectId, orderId, paymentId },
});

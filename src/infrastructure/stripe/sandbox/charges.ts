import type Stripe from 'stripe';
import type { Account } from './account.js';
import { idIn } from './identifiers.js';
import { invalidRequest } from './api-error.js';
import { found } from './found.js';

export function findCharge(account: Account, id: string): Stripe.Charge {
  return found(account, 'charge', id, 'charge');
}

/** The charge that brought the money of a payment. @throws ApiError when none has */
export function succeededCharge(account: Account, paymentId: string): Stripe.Charge {
  const intent = found(account, 'payment_intent', paymentId, 'payment_intent');
  const charge = account.records.find('charge', idIn(intent.latest_charge));
  if (charge?.status === 'succeeded') return charge;
  throw invalidRequest(`This PaymentIntent (${paymentId}) does not have a successful charge to refund.`, {
    param: 'payment_intent',
  });
}

import type Stripe from 'stripe';
import type { EvidenceForBank } from '../../application/ports/payment-gateway.js';

/** In the fields that Stripe has for it. An empty one would be refused, and one that is left out is not touched. */
export function stripeEvidence(evidence: EvidenceForBank): Stripe.DisputeUpdateParams.Evidence {
  const { fanName, product, deliveredAt, playback, refundTerms, everything } = evidence;
  const fields: Record<string, string | undefined> = {
    customer_name: fanName,
    product_description: product,
    service_date: deliveredAt?.slice(0, 10),
    access_activity_log: playback,
    refund_policy_disclosure: refundTerms,
    uncategorized_text: everything,
  };
  return Object.fromEntries(
    Object.entries(fields).filter(([, text]) => text !== undefined && text.trim() !== ''),
  );
}

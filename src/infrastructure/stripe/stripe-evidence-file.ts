import type Stripe from 'stripe';
import {
  type EvidenceDocument,
  PaymentRequestRefusedError,
} from '../../application/ports/payment-gateway.js';
import { ask } from './stripe-client.js';

/**
 * Uploads the document for a bank; that moves nothing, and the same key answers as the first time. `undefined` where Stripe does not take
 * it: what it says is said in words as well, and the bank has to be answered in time.
 */
export async function uploadEvidence(
  stripe: Stripe,
  { name, mediaType, bytes }: EvidenceDocument,
  idempotencyKey: string,
): Promise<string | undefined> {
  const file = { name, type: mediaType, data: bytes };
  try {
    const { id } = await ask(() =>
      stripe.files.create({ purpose: 'dispute_evidence', file }, { idempotencyKey }),
    );
    return id;
  } catch (error) {
    if (error instanceof PaymentRequestRefusedError) return undefined;
    throw error;
  }
}

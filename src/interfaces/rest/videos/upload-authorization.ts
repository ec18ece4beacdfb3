import { orders } from '../../../application/aggregates.js';
import type { TokenVerifier } from '../../../application/ports/identity.js';
import type { AggregatesRuntime } from '../../../application/runtime/aggregates-runtime.js';
import { requireAccepted } from '../../../domain/order/decide.js';
import { bearerToken } from '../identity/authenticate.js';
import { orThrow, ProblemError } from '../problems/problem-error.js';
import type { AuthorizeUpload } from './mount-uploads.js';

/** Who may upload a video for an order: its creator, once it is accepted and while a video is awaited. */
export function uploadAuthorization(verifier: TokenVerifier, aggregates: AggregatesRuntime): AuthorizeUpload {
  return async (authorization, orderId) => {
    const creatorId = await creatorOf(authorization, verifier);
    const { state: order } = await aggregates.load(orders, orderId);
    if (order.status === 'none' || order.facts.creatorId !== creatorId)
      throw new ProblemError('order_not_found', 'there is no such order');
    orThrow(requireAccepted(order));
    return { creatorId };
  };
}

async function creatorOf(authorization: string | undefined, verifier: TokenVerifier): Promise<string> {
  const { creatorId, roles } = await verifier.verify(bearerToken(authorization));
  if (!roles.has('creator')) throw new ProblemError('not_allowed', 'only creators upload videos');
  return creatorId;
}

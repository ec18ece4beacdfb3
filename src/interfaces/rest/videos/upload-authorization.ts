import { orders } from '../../../application/aggregates.js';
import type { TokenVerifier } from '../../../application/ports/identity.js';
import type { AggregatesRuntime } from '../../../application/runtime/aggregates-runtime.js';
import { isThereForCreator } from '../../../application/orders/whose-order.js';
import { requireAccepted } from '../../../domain/order/decide.js';
import { bearerToken } from '../identity/authenticate.js';
import { orThrow, ProblemError } from '../problems/problem-error.js';
import type { UploadAuthorization } from './mount-uploads.js';

/** Who may upload a video for an order: its creator, once it is accepted and while a video is awaited. */
export const uploadAuthorization = (
  verifier: TokenVerifier,
  aggregates: AggregatesRuntime,
): UploadAuthorization => ({
  creatorOf: (authorization) => creatorOf(authorization, verifier),
  requireAwaited: async (orderId, creatorId) => {
    const { state: order } = await aggregates.load(orders, orderId);
    if (!isThereForCreator(order, creatorId))
      throw new ProblemError('order_not_found', 'there is no such order');
    orThrow(requireAccepted(order));
  },
});

async function creatorOf(authorization: string | undefined, verifier: TokenVerifier): Promise<string> {
  const { creatorId, roles } = await verifier.verify(bearerToken(authorization));
  if (!roles.has('creator')) throw new ProblemError('not_allowed', 'only creators upload videos');
  return creatorId;
}

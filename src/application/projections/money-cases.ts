import type { JsonObject } from '../ports/event-store.js';
import type { Projection } from './projection.js';

/** Something about money that a person must look at (product.md, "Money, always true", 5). */
export type MoneyCase = JsonObject & {
  readonly caseId: string;
  /** `null` where it is not known of which order it is. */
  readonly orderId: string | null;
  readonly code: string;
  readonly detail: string;
  readonly foundAt: string;
};

export const moneyCases: Projection<MoneyCase> = {
  name: 'money_cases',
  version: 1,
  onFailure: 'stop',
  indexes: [
    { name: 'by_found', fields: ['foundAt'] },
    { name: 'by_order', fields: ['orderId', 'foundAt'] },
  ],
  handles: {
    MoneyDifferenceFound: {
      ids: ({ id }) => [id],
      apply: (_doc, { id, data: { orderId, code, detail, foundAt } }) => ({
        caseId: id,
        orderId,
        code,
        detail,
        foundAt,
      }),
    },
    ProviderEventAbandoned: {
      ids: ({ id }) => [id],
      apply: (_doc, { id, data: { providerEventId, type, objectId, process, abandonedAt } }) => ({
        caseId: id,
        orderId: null,
        code: `process_failed:${process}`,
        detail: `the process ${process} could not handle ${type} (${providerEventId}) about ${objectId}`,
        foundAt: abandonedAt,
      }),
    },
    PayoutDiffered: {
      ids: ({ id }) => [id],
      apply: (_doc, { id, data: { code, detail, foundAt } }) => ({
        ...{ caseId: id, orderId: null, code, detail, foundAt },
      }),
    },
    PayoutFailed: {
      ids: ({ id }) => [id],
      apply: (_doc, { id, data: { payoutId, code, failedAt } }) => ({
        ...{ caseId: id, orderId: null, code: 'payout_failed', foundAt: failedAt },
        detail: `the payout ${payoutId} failed: ${code}`,
      }),
    },
    PayoutReturned: {
      ids: ({ id }) => [id],
      apply: (_doc, { id, data: { payoutId, code, returnedAt } }) => ({
        ...{ caseId: id, orderId: null, code: 'payout_returned', foundAt: returnedAt },
        detail: `the payout ${payoutId} came back: ${code}`,
      }),
    },
    ChargebackEvidenceRefused: {
      ids: ({ id }) => [id],
      apply: (_doc, { id, data: { orderId, disputeId, code, refusedAt } }) => ({
        ...{ caseId: id, orderId, code: 'evidence_refused', foundAt: refusedAt },
        detail: `the provider did not take the evidence for ${disputeId}: ${code}`,
      }),
    },
    RefundFailed: {
      ids: ({ id }) => [id],
      apply: (_doc, { id, data: { orderId, code, failedAt } }) => ({
        caseId: id,
        orderId,
        code: 'refund_failed',
        detail: `the provider failed the refund: ${code}`,
        foundAt: failedAt,
      }),
    },
  },
};

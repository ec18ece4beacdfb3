import type { PlantedFault } from './planted-fault.js';

/** The first that were planted, all over the program. */
export const ALL_OVER: readonly PlantedFault[] = [
  {
    name: 'the creator earns a unit more than is left of the price',
    breaks: 'parts_of_price',
    module: 'domain/money',
    find: 'earning: money(price.amountMinor - feeMinor,',
    replace: 'earning: money(price.amountMinor - feeMinor + 1n,',
  },
  {
    name: 'a refund is called issued while it is pending',
    module: 'application/processes/refund-process',
    find: 'return recordRefundPending(order, { refundId, now });',
    replace: 'return recordRefundIssued(order, { refundId, amount: refund.amount, now });',
  },
  {
    name: 'a refund that failed before is taken for the one that was asked for now',
    module: 'domain/order/decide-money',
    find: 'order.payment?.failedIds.includes(refundId)',
    replace: 'false',
  },
  {
    name: 'money that comes after the end of its order is kept',
    module: 'domain/order/decide-money',
    find: 'return [held(null, null), requestRefund(order, now)];',
    replace: 'return [held(null, null)];',
  },
  {
    name: 'a video is taken after it was due',
    module: 'domain/order/decide',
    find: 'if (now >= accepted.deliverBy)',
    replace: 'if (false)',
  },
  {
    name: 'a creator gets one order more than they take at a time',
    module: 'domain/creator/order-slots',
    find: 'if (taken.size >= mostOpenOrders)',
    replace: 'if (taken.size > mostOpenOrders)',
  },
  {
    name: 'somebody is forgotten while an order of theirs is open',
    module: 'application/erasure/person-eraser',
    find: 'if (orders.open > 0 && !isBegun)',
    replace: 'if (false)',
  },
  {
    name: 'an append whose reply was lost is given up as if it had failed',
    module: 'application/runtime/aggregates-runtime',
    find: "return 'conflict';\n                if (!(error instanceof AppendOutcomeUnknownError)",
    replace:
      "return 'conflict';\n                if (error instanceof AppendOutcomeUnknownError) return { revision: 0n, position: 1n };\n                if (!(error instanceof AppendOutcomeUnknownError)",
  },
  {
    name: 'a process stores its checkpoint before it has handled the events',
    module: 'application/runtime/process-runtime',
    find: 'const begun = await handleByStream(events,',
    replace:
      'await this.storeCheckpoint(running, batch.position, events.length);\n        const begun = await handleByStream(events,',
  },
  {
    name: 'a read model stores its checkpoint before the documents',
    module: 'application/runtime/projection-batch',
    find: 'await models.write(collection, writes, checkpoint);',
    replace:
      'await models.write(collection, [], checkpoint);\n        await models.write(collection, writes);',
  },
  {
    name: 'a payment is not cancelled when its order has ended',
    module: 'application/processes/payment-process',
    find: 'await this.cancel(payment, payment.paymentId, cause);',
    replace: ';',
  },
  {
    name: 'what the provider did is not looked up after a lost reply',
    module: 'application/processes/payment-process',
    find: "if (phase !== 'to_create')",
    replace: "if (payment.failures > 0 || phase !== 'to_create')",
  },
  {
    name: 'refunds are not looked after when the provider keeps silent',
    module: 'application/projections/deadlines',
    find: 'RefundPending: refund.due(',
    replace: 'RefundPending: refund.over, NotRefundPending: refund.due(',
  },
  {
    name: 'an order that lapsed keeps its slot',
    module: 'application/processes/order-slots-process',
    find: "status === 'delivered' || status === 'ended'",
    replace: "status === 'delivered'",
  },
  {
    name: 'a lost chargeback is called won',
    module: 'domain/order/decide-chargeback',
    find: "if (outcome === 'lost')",
    replace: "if (outcome === 'never')",
  },
  {
    name: 'nobody looks whether an order waits for its creator too long',
    module: 'application/projections/deadlines',
    find: 'FundsHeld: order.due(',
    replace: 'FundsHeld: order.over, NotFundsHeld: order.due(',
  },
];

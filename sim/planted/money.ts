import type { PlantedFault } from './planted-fault.js';

/** Money, and the provider of payments. */
export const IN_MONEY: readonly PlantedFault[] = [
  {
    name: "a fee is rounded in the platform's favour",
    module: 'domain/money',
    find: '(price.amountMinor * BigInt(feeBasisPoints)) / 10000n',
    replace: '(price.amountMinor * BigInt(feeBasisPoints) + 5000n) / 10000n',
  },
  {
    name: 'the provider is asked to give back the earning alone',
    module: 'application/processes/refund-process',
    find: 'amount: money(toSend, left.currency)',
    replace: 'amount: order.facts.earning',
  },
  {
    name: 'a refund that fails after it was issued is not heard of',
    module: 'domain/order/decide-money',
    find: 'if (given !== undefined)',
    replace: "if (given !== undefined && order.refund?.status !== 'issued')",
  },
  {
    name: 'what was given back in the dashboard is sent again',
    module: 'domain/order/money-of-order',
    find: 'price.amountMinor - refundedMinor, price.currency',
    replace: 'price.amountMinor, price.currency',
  },
  {
    name: 'a part that was given back is taken for all of it',
    module: 'domain/order/decide-money',
    find: 'sameMoney(amount, left) && !isIssued',
    replace: 'amount.currency === left.currency && !isIssued',
  },
  {
    name: 'nobody is told of a part that was given back',
    module: 'application/processes/refund-process',
    find: 'if (inPart !== undefined)',
    replace: 'if (false)',
  },
  {
    name: 'the creator bears what was given back before the delivery',
    module: 'domain/ledger/journal',
    find: "debit('platform_fees', givenBack)",
    replace: "debit('creator_payable', givenBack)",
  },
  {
    name: 'a declined order is not refunded',
    module: 'domain/order/decide',
    find: 'declinedAt: now } }, requestRefund(awaiting, now)]',
    replace: 'declinedAt: now } }]',
  },
  {
    name: 'a second card is tried under the key of the first',
    module: 'application/processes/payment-process',
    find: '`confirm-${orderId}-${String(attempt)}-${String(failures)}`',
    replace: '`confirm-${orderId}-${String(failures)}`',
  },
  {
    name: 'an order is not told that its payment was refused',
    module: 'application/processes/payment-process',
    find: 'await this.failOrder(event, cause);',
    replace: ';',
  },
  {
    name: 'a dispute is looked up by the id of its payment',
    module: 'application/processes/chargeback-process',
    find: 'this.gateway.findDispute(event.data.objectId)',
    replace: 'this.gateway.findDispute(event.data.paymentId)',
  },
  {
    name: 'a process passes over an event that it could not handle',
    module: 'application/runtime/process-runtime',
    find: 'throw error;\n                const fields',
    replace: 'return;\n                const fields',
  },
  {
    name: 'two steps with one cause are one command',
    module: 'application/processes/process',
    find: '`${process} ${step} ${cause.id}`',
    replace: '`${process} ${cause.id}`',
  },
  {
    name: 'a fan pays again while the first attempt may succeed',
    module: 'domain/payment/decide',
    find: "payment.status === 'none' || payment.phase !== 'refused'",
    replace: "payment.status === 'none' || payment.phase === 'succeeded'",
  },
  {
    name: 'of all that the provider tells of an object, the first is taken',
    module: 'application/payments/receive-provider-event',
    find: 'aggregates.begin(providerEvents, id, context',
    replace: 'aggregates.begin(providerEvents, objectId, context',
  },
  {
    name: 'an earning that was taken back stays in the ledger',
    module: 'domain/ledger/journal',
    find: "debit(owed === null ? 'creator_payable' : 'creator_receivable', earning, creatorId),",
    replace: "debit('held_for_orders', earning),",
  },
  {
    name: 'the account is not told that an order ended',
    module: 'application/processes/earnings-process',
    find: '(account) => recordLost(account,',
    replace: '(account) => ((_account, _command) => [])(account,',
  },
  {
    name: 'a day of the ledger has its last debit only',
    module: 'application/projections/ledger',
    find: 'debitMinor: debitMinor + sum(',
    replace: 'debitMinor: sum(',
  },
  {
    name: 'money that a dispute took is told again with each webhook',
    module: 'domain/order/decide-chargeback',
    find: 'command.withdrawn.amountMinor - known.withdrawnMinor',
    replace: 'command.withdrawn.amountMinor',
  },
  {
    name: 'money that a dispute gave back is not heard of after it was won',
    module: 'domain/order/decide-chargeback',
    find: 'if (reinstatedMinor > 0n)',
    replace: "if (reinstatedMinor > 0n && disputed.payment.chargeback.status === 'open')",
  },
  {
    name: 'evidence that was due is taken all the same',
    module: 'domain/order/decide-evidence',
    find: 'evidenceDueBy !== null && now >= evidenceDueBy',
    replace: 'false',
  },
  {
    name: 'the fee of a dispute stays with us in the ledger',
    module: 'domain/ledger/journal',
    find: "debit('provider_fees', fee),",
    replace: "debit('chargebacks', fee),",
  },
  {
    name: 'a refund that failed is called issued again',
    module: 'application/processes/refund-process',
    find: 'return recordRefundFailed(order, { refundId, code: refund.code, now });',
    replace:
      "return order.refund?.status === 'failed' ? recordRefundIssued(order, { refundId, amount: refund.amount, now }) : recordRefundFailed(order, { refundId, code: refund.code, now });",
  },
  {
    name: 'a refund is asked for without a look whether there is one',
    module: 'application/processes/refund-process',
    find: 'const found = await this.gateway.findRefunds(paymentId);',
    replace: 'const found = [];',
  },
  {
    name: 'a refund by hand that is on its way is missed in the balance',
    module: 'application/reconciliation/look-at-balance',
    find: "orderId === undefined && status === 'pending'",
    replace: 'false',
  },
];

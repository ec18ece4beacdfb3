import type { PlantedFault } from './planted-fault.js';

/** What the rules allow, and is refused. */
export const IN_REFUSALS: readonly PlantedFault[] = [
  {
    name: 'a fan who may still withdraw is refused it',
    module: 'domain/order/decide',
    find: 'if (now >= order.acceptBy)\n                return acceptanceWindowClosed(order.acceptBy);\n            break;',
    replace: "return reject('withdraw_too_late', '');",
  },
  {
    name: 'a fan is refused to withdraw while the request is in review',
    module: 'domain/order/decide',
    find: 'if (now >= order.reviewBy)\n                return reviewWindowClosed(order.reviewBy);\n            break;',
    replace: 'return reviewWindowClosed(order.reviewBy);',
  },
  {
    name: 'a creator is refused to accept half a day before it is too late',
    module: 'domain/order/decide',
    find: 'return now < order.acceptBy ? order',
    replace: 'return plusMs(now, 43200000) < order.acceptBy ? order',
  },
  {
    name: 'a creator is refused to decline',
    module: 'domain/order/decide',
    find: "return [{ type: 'OrderDeclined'",
    replace: "return reject('order_already_accepted', '');\n    return [{ type: 'OrderDeclined'",
  },
  {
    name: 'a video is refused a day before it is due',
    module: 'domain/order/decide',
    find: 'if (now >= accepted.deliverBy)',
    replace: 'if (plusMs(now, 86400000) >= accepted.deliverBy)',
  },
  {
    name: 'a video that was made for the order is refused',
    module: 'domain/order/decide',
    find: 'if (uploadedFor !== orderId)',
    replace: 'if (uploadedFor === orderId)',
  },
  {
    name: 'a fan is refused to rate',
    module: 'domain/order/decide',
    find: "if (order.status !== 'delivered')\n        return reject('order_not_delivered'",
    replace: "if (true)\n        return reject('order_not_delivered'",
  },
  {
    name: 'the review of a video is refused',
    module: 'domain/order/decide',
    find: "if (order.status !== 'in_request_review' && order.status !== 'in_video_review')",
    replace: "if (order.status !== 'in_request_review')",
  },
  {
    name: 'a third payment method is refused',
    module: 'domain/payment/decide',
    find: "|| payment.phase !== 'refused')",
    replace: "|| payment.phase !== 'refused' || payment.attempt > 1)",
  },
  {
    name: 'a refund that failed is refused to be sent again',
    module: 'domain/order/decide-money',
    find: "order.refund.status !== 'failed' || isDisputed(order)",
    replace: 'true',
  },
  {
    name: 'a word about a price is refused six days too early',
    module: 'domain/quote/decide',
    find: 'if (now >= quote.expiresAt)\n        return reject',
    replace: 'if (plusMs(now, 6 * DAY_MS) >= quote.expiresAt)\n        return reject',
  },
  {
    name: "the other side's proposal is refused as one's own",
    module: 'domain/quote/decide',
    find: 'if (proposal.by === by)',
    replace: "if (by === 'fan')",
  },
  {
    name: 'an agreed price is refused before its time',
    module: 'domain/order/placement',
    find: 'if (now >= quote.orderBy)',
    replace: 'if (true)',
  },
  {
    name: 'the last free place with a creator is refused',
    module: 'domain/creator/order-slots',
    find: 'if (taken.size >= mostOpenOrders)',
    replace: 'if (taken.size + 1 >= mostOpenOrders)',
  },
];

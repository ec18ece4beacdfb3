import type { PlantedFault } from './planted-fault.js';

/** Orders, quotes and offerings. */
export const IN_ORDERS: readonly PlantedFault[] = [
  {
    name: 'an order is accepted at the very instant when it is too late',
    module: 'domain/order/decide',
    find: 'now < order.acceptBy ? order',
    replace: 'now <= order.acceptBy ? order',
  },
  {
    name: 'an order is withdrawn after its creator accepted',
    module: 'domain/order/decide',
    find: "case 'accepted':\n        case 'in_video_review':\n        case 'delivered':\n            return reject('withdraw_too_late'",
    replace:
      "case 'accepted':\n            break;\n        case 'in_video_review':\n        case 'delivered':\n            return reject('withdraw_too_late'",
  },
  {
    name: 'a review is taken after it was due',
    module: 'domain/order/decide',
    find: 'return now < order.reviewBy ? order',
    replace: 'return true ? order',
  },
  {
    name: 'a rejected video gives its creator the whole week again',
    module: 'domain/order/decide',
    find: 'plusMs(now, inReview.deliveryMsLeft)',
    replace: 'plusMs(now, inReview.facts.terms.deliveryWindowMs)',
  },
  {
    name: 'an earning is available at once',
    module: 'domain/order/decide',
    find: 'plusMs(now, terms.holdMs)',
    replace: 'now',
  },
  {
    name: 'an order is rated twice',
    module: 'domain/order/decide',
    find: 'if (order.rated)',
    replace: 'if (false)',
  },
  {
    name: "a creator answers another one's request",
    module: 'application/orders/whose-order',
    find: 'order.facts.creatorId === creatorId',
    replace: 'true',
  },
  {
    name: "a fan withdraws another one's order",
    module: 'application/orders/whose-order',
    find: 'facts.fanId === actor.id',
    replace: 'true',
  },
  {
    name: 'an old published price is taken',
    module: 'domain/order/placement',
    find: 'refuseStalePrice(parties.creator.offering.price, price)',
    replace: 'undefined',
  },
  {
    name: 'a paused offering takes orders',
    module: 'domain/creator/decide',
    find: "if (offering.state === 'paused')\n        return reject",
    replace: 'if (false)\n        return reject',
  },
  {
    name: 'an agreed price holds for ever',
    module: 'domain/order/placement',
    find: 'if (now >= quote.orderBy)',
    replace: 'if (false)',
  },
  {
    name: 'another price is taken than was agreed',
    module: 'domain/order/placement',
    find: 'return refuseStalePrice(quote.price, price);',
    replace: 'return undefined;',
  },
  {
    name: 'terms of a market are the first ones for ever',
    module: 'domain/market/market',
    find: 'market.versions.findLast(',
    replace: 'market.versions.find(',
  },
  {
    name: 'money that came too late is taken as in time',
    module: 'domain/order/decide-money',
    find: "order.status === 'awaiting_payment' && now >= order.payBy",
    replace: 'false',
  },
  {
    name: 'a quote makes two orders',
    module: 'application/orders/place-order',
    find: "quoteId === null ? makeId('ord', commandId) : idFrom('ord', quoteId)",
    replace: "makeId('ord', commandId)",
  },
];

import type { PlantedFault } from './planted-fault.js';

/** At the very instant of a deadline, at which it is too late: one for each deadline that the rules ask about. */
export const IN_INSTANTS: readonly PlantedFault[] = [
  {
    name: 'money that comes at the very instant when it is too late is taken as in time',
    module: 'domain/order/decide-money',
    find: 'now >= order.payBy',
    replace: 'now > order.payBy',
  },
  {
    name: 'an order that is not paid is withdrawn at the very instant when it lapses',
    module: 'domain/order/decide',
    find: 'if (now >= order.payBy)',
    replace: 'if (now > order.payBy)',
  },
  {
    name: 'a payment is tried again at the very instant when its order lapses',
    module: 'domain/order/decide',
    find: 'return now < order.payBy ?',
    replace: 'return now <= order.payBy ?',
  },
  {
    name: 'an order is withdrawn at the very instant when it expires',
    module: 'domain/order/decide',
    find: 'if (now >= order.acceptBy)',
    replace: 'if (now > order.acceptBy)',
  },
  {
    name: 'an order is withdrawn at the very instant when its review is due',
    module: 'domain/order/decide',
    find: 'if (now >= order.reviewBy)',
    replace: 'if (now > order.reviewBy)',
  },
  {
    name: 'a review is taken at the very instant when it is due',
    module: 'domain/order/decide',
    find: 'return now < order.reviewBy ?',
    replace: 'return now <= order.reviewBy ?',
  },
  {
    name: 'a video is taken at the very instant when it is due',
    module: 'domain/order/decide',
    find: 'if (now >= accepted.deliverBy)',
    replace: 'if (now > accepted.deliverBy)',
  },
  {
    name: 'an order does not expire at the very instant when it is due',
    module: 'domain/order/decide',
    find: 'now >= deadline;',
    replace: 'now > deadline;',
  },
  {
    name: 'a quote is taken as open at the very instant when it expires',
    module: 'domain/quote/decide',
    find: 'if (now >= quote.expiresAt)',
    replace: 'if (now > quote.expiresAt)',
  },
  {
    name: 'a quote does not expire at the very instant when it is due',
    module: 'domain/quote/decide',
    find: '|| now < quote.expiresAt',
    replace: '|| now <= quote.expiresAt',
  },
  {
    name: 'an agreed price is taken at the very instant when it holds no more',
    module: 'domain/order/placement',
    find: 'if (now >= quote.orderBy)',
    replace: 'if (now > quote.orderBy)',
  },
  {
    name: 'terms of a market do not hold yet at the very instant when they begin',
    module: 'domain/market/market',
    find: 'effectiveFrom <= at',
    replace: 'effectiveFrom < at',
  },
  {
    name: 'an account has nothing available at the very instant when it is',
    module: 'domain/creator-account/balance',
    find: 'earning.availableAt <= now',
    replace: 'earning.availableAt < now',
  },
  {
    name: 'a sum of earnings has nothing available at the very instant when it is',
    module: 'application/finance/earnings-summary',
    find: 'availableAt <= now',
    replace: 'availableAt < now',
  },
];

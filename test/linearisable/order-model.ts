import { asAnybody, asItsCreator, asItsFan } from '../../src/application/orders/whose-order.js';
import { orders } from '../../src/application/aggregates.js';
import { DEFAULT_MARKETS, type MarketTerms } from '../../src/domain/market/terms.js';
import {
  acceptOrder,
  approveReviewed,
  declineOrder,
  expireOrder,
  placeOrder,
  rateOrder,
  refuseUnpayable,
  rejectReviewed,
  submitVideo,
  withdrawOrder,
} from '../../src/domain/order/decide.js';
import {
  recordFundsHeld,
  recordPaymentFailed,
  recordRefundIssued,
  recordRefundPending,
  retryRefund,
} from '../../src/domain/order/decide-money.js';
import type { OrderEvent } from '../../src/domain/order/events.js';
import type { Order } from '../../src/domain/order/order.js';
import { type Decision, isRejection } from '../../src/domain/rejection.js';
import { type Instant, plusMs } from '../../src/domain/time.js';
import { CREATOR_ID, FAN_ID, PRICE } from '../domain/people.js';
import { ORDER_ID, PAID, REFUND, VIDEO } from '../domain/order/story.js';
import { START } from '../domain/timeline.js';
import type { Model, Step } from './search.js';

/** What people ask of an order over HTTP. */
export const COMMANDS = [
  'accept',
  'decline',
  'withdraw',
  'deliver',
  'rate',
  'approve',
  'reject',
  'retry refund',
] as const;
export type CommandName = (typeof COMMANDS)[number];

/** What happens to an order by itself, sooner or later or not at all: the clock's and the provider's part. */
export const HAPPENINGS = [
  'expire',
  'funds held',
  'payment refused',
  'refund pending',
  'refund issued',
] as const;
export type Happening = (typeof HAPPENINGS)[number];

export type Input =
  | {
      readonly is: 'command';
      readonly name: CommandName;
      readonly key: string;
      readonly ifRevision: number | undefined;
    }
  | { readonly is: 'pay again'; readonly key: string }
  | { readonly is: 'advance'; readonly seconds: number }
  | { readonly is: 'happening'; readonly name: Happening };

/** The revision that was answered, or the code; where the code says that the revision is another one, that one with it. */
export type Output = string;

export interface OrderState {
  readonly order: Order;
  readonly revision: number;
  readonly now: Instant;
  /** Of its payment: whether the last method was refused. */
  readonly paymentIs: 'under way' | 'refused';
  /** What was answered under an `Idempotency-Key`. */
  readonly answered: Readonly<Record<string, Output>>;
}

type Decide = (order: Order, now: Instant) => Decision<OrderEvent>;

const fan = { role: 'fan', id: FAN_ID } as const;
const creator = { role: 'creator', id: CREATOR_ID } as const;

/** As the handlers ask the deciders: whose it is, and then the rule. */
const DECIDERS: Readonly<Record<CommandName | Happening, Decide>> = {
  accept: asItsCreator(creator, (order, now) => acceptOrder(order, { now })),
  decline: asItsCreator(creator, (order, now) => declineOrder(order, { now })),
  withdraw: asItsFan(fan, (order, now) => withdrawOrder(order, { now })),
  deliver: asItsCreator(creator, (order, now) =>
    submitVideo(order, { video: VIDEO, uploadedFor: ORDER_ID, now }),
  ),
  rate: asItsFan(fan, (order, now) => rateOrder(order, { stars: 5, comment: '', now })),
  approve: asAnybody((order, now) => approveReviewed(order, { now })),
  reject: asAnybody((order, now) => rejectReviewed(order, { reason: 'no', now })),
  'retry refund': asAnybody((order, now) => retryRefund(order, { now })),
  expire: (order, now) => expireOrder(order, { now }),
  'funds held': (order, now) => recordFundsHeld(order, { ...PAID, now }),
  'payment refused': (order, now) => recordPaymentFailed(order, { code: 'card_declined', now }),
  'refund pending': (order, now) => recordRefundPending(order, { refundId: REFUND.refundId, now }),
  'refund issued': (order, now) => recordRefundIssued(order, { ...REFUND, now }),
};

/** An order that has just been placed. */
export function placed(terms: Partial<MarketTerms> = {}): OrderState {
  const dated = { version: 1, effectiveFrom: START, terms: { ...DEFAULT_MARKETS.TR, ...terms } };
  const decision = placeOrder(orders.initial, {
    ...{
      orderId: ORDER_ID,
      fanId: FAN_ID,
      creatorId: CREATOR_ID,
      market: 'TR',
      fanMarket: 'TR',
      quoteId: null,
    },
    ...{ price: PRICE, terms: dated, brief: '', paymentMethod: 'pm_card_visa', now: START },
  });
  const nothing = {
    order: orders.initial,
    revision: -1,
    now: START,
    paymentIs: 'under way',
    answered: {},
  } as const;
  return after(nothing, decision);
}

/** What follows when these have happened, in this order. */
export const when = (state: OrderState, ...names: readonly (CommandName | Happening)[]): OrderState =>
  names.reduce((before, name) => after(before, DECIDERS[name](before.order, before.now)), state);

function after(state: OrderState, decision: Decision<OrderEvent>): OrderState {
  if (isRejection(decision)) return state;
  return {
    ...state,
    order: decision.reduce(orders.evolve, state.order),
    revision: state.revision + decision.length,
  };
}

export const orderModel: Model<OrderState, Input, Output> = {
  steps: (state, input) => {
    switch (input.is) {
      case 'command':
        return command(state, input);
      case 'pay again':
        return payAgain(state, input.key);
      case 'advance':
        return [{ state: { ...state, now: plusMs(state.now, input.seconds * 1000) }, output: 'ok' }];
      case 'happening':
        return happening(state, input.name);
    }
  },
  keyOf: (state) =>
    JSON.stringify(state, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  textOf: (output) => output,
};

type Steps = readonly Step<OrderState, Output>[];

/** A repetition is answered as the first time: for good where it was taken, and where it was refused, as long as that is kept. */
function command(state: OrderState, { name, key, ifRevision }: Extract<Input, { is: 'command' }>): Steps {
  const before = state.answered[key];
  const repeated = before === undefined ? [] : [{ state, output: before }];
  if (before !== undefined && /^\d+$/.test(before)) return repeated;
  if (ifRevision !== undefined && ifRevision !== state.revision)
    return [...repeated, { state, output: `revision_changed ${String(state.revision)}` }];
  const decision = DECIDERS[name](state.order, state.now);
  const then = after(state, decision);
  const output = isRejection(decision) ? decision.code : String(then.revision);
  return [...repeated, { state: { ...then, answered: { ...state.answered, [key]: output } }, output }];
}

/** It is decided on the payment, of which the model knows only whether another method may be given. */
function payAgain(state: OrderState, key: string): Steps {
  const before = state.answered[key];
  const repeated = before === undefined ? [] : [{ state, output: before }];
  if (before === 'paying') return repeated;
  const refusal = refuseUnpayable(state.order, state.now);
  const answering = (output: Output): OrderState => ({
    ...state,
    answered: { ...state.answered, [key]: output },
  });
  const refused = (output: Output): Steps => [...repeated, { state: answering(output), output }];
  if (refusal !== undefined) return refused(refusal.code);
  const underWay = refused('payment_in_progress');
  if (state.paymentIs === 'under way') return underWay;
  return [...underWay, { state: { ...answering('paying'), paymentIs: 'under way' }, output: 'paying' }];
}

/** Only where it makes a difference. */
function happening(state: OrderState, name: Happening): Steps {
  if (name === 'funds held' && state.paymentIs === 'refused') return [];
  const then = after(state, DECIDERS[name](state.order, state.now));
  return then.revision === state.revision ? [] : [{ state: then, output: 'ok' }];
}

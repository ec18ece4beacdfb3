import { money } from '../../../src/domain/money.js';
import {
  acceptOrder,
  approveReviewed,
  declineOrder,
  expireOrder,
  placeOrder,
  rateOrder,
  rejectReviewed,
  submitVideo,
  withdrawOrder,
} from '../../../src/domain/order/decide.js';
import {
  closeChargeback,
  openChargeback,
  type RecordChargebackFunds,
  recordChargebackFunds,
  recordEvidenceDue,
} from '../../../src/domain/order/decide-chargeback.js';
import {
  prepareEvidence,
  recordEvidenceRefused,
  recordEvidenceSubmitted,
} from '../../../src/domain/order/decide-evidence.js';
import {
  recordFundsHeld,
  recordPaymentFailed,
  recordRefundFailed,
  recordRefundIssued,
  recordRefundPending,
  retryRefund,
} from '../../../src/domain/order/decide-money.js';
import type { OrderEvent } from '../../../src/domain/order/events.js';
import { leftOfPayment } from '../../../src/domain/order/money-of-order.js';
import type { Order } from '../../../src/domain/order/order.js';
import { DEFAULT_MARKETS } from '../../../src/domain/market/terms.js';
import type { Decision } from '../../../src/domain/rejection.js';
import type { Instant } from '../../../src/domain/time.js';
import { CREATOR_ID, FAN_ID, PRICE } from '../people.js';
import { START } from '../timeline.js';
import { DELIVER_BY, DISPUTE, DISPUTE_FEE, NOTHING, ORDER_ID, PAID, REFUND, VIDEO } from './story.js';

/** One thing that may be asked of an order, at an instant. */
export interface OrderCommand {
  /** The decider and, where it has more than one, which of its commands. */
  readonly name: string;
  readonly run: (order: Order, now: Instant) => Decision<OrderEvent>;
}

const PART = money(1n, 'TRY');
const code = 'expired_or_canceled_card';

type Funds = Pick<RecordChargebackFunds, 'withdrawn' | 'reinstated' | 'fee'>;

/** What the provider may say of the money of a dispute: nothing, all of it, a part; and that it came back, its fee too or not. */
const FUNDS: readonly (readonly [string, Funds])[] = [
  ['nothing', { withdrawn: NOTHING, reinstated: NOTHING, fee: NOTHING }],
  ['a part', { withdrawn: PART, reinstated: NOTHING, fee: DISPUTE_FEE }],
  ['all', { withdrawn: PRICE, reinstated: NOTHING, fee: DISPUTE_FEE }],
  ['given back', { withdrawn: PRICE, reinstated: PRICE, fee: DISPUTE_FEE }],
  ['given back with the fee', { withdrawn: PRICE, reinstated: PRICE, fee: NOTHING }],
];

/** What fans, creators and staff do, and the clock. */
export const COMMANDS_OF_PEOPLE: readonly OrderCommand[] = [
  {
    name: 'placeOrder',
    run: (order, now) =>
      placeOrder(order, {
        orderId: ORDER_ID,
        fanId: FAN_ID,
        creatorId: CREATOR_ID,
        market: 'TR',
        fanMarket: 'TR',
        quoteId: null,
        price: PRICE,
        terms: { version: 1, effectiveFrom: START, terms: DEFAULT_MARKETS.TR },
        brief: '',
        paymentMethod: 'pm_card_visa',
        now,
      }),
  },
  { name: 'withdrawOrder', run: (order, now) => withdrawOrder(order, { now }) },
  { name: 'acceptOrder', run: (order, now) => acceptOrder(order, { now }) },
  { name: 'declineOrder', run: (order, now) => declineOrder(order, { now }) },
  {
    name: 'submitVideo',
    run: (order, now) => submitVideo(order, { video: VIDEO, uploadedFor: ORDER_ID, now }),
  },
  {
    name: 'submitVideo, too long',
    run: (order, now) =>
      submitVideo(order, { video: { ...VIDEO, durationMs: 180_001 }, uploadedFor: ORDER_ID, now }),
  },
  { name: 'approveReviewed', run: (order, now) => approveReviewed(order, { now }) },
  { name: 'rejectReviewed', run: (order, now) => rejectReviewed(order, { reason: 'hate_speech', now }) },
  { name: 'rateOrder', run: (order, now) => rateOrder(order, { stars: 5, comment: '', now }) },
  { name: 'expireOrder', run: (order, now) => expireOrder(order, { now }) },
  {
    name: 'prepareEvidence',
    run: (order, now) => prepareEvidence(order, { disputeId: DISPUTE.disputeId, now }),
  },
  { name: 'retryRefund', run: (order, now) => retryRefund(order, { now }) },
];

/** What the payment provider tells. */
export const COMMANDS_OF_THE_PROVIDER: readonly OrderCommand[] = [
  { name: 'recordFundsHeld', run: (order, now) => recordFundsHeld(order, { ...PAID, now }) },
  {
    name: 'recordFundsHeld, another amount',
    run: (order, now) => recordFundsHeld(order, { ...PAID, amount: PART, now }),
  },
  {
    name: 'recordPaymentFailed',
    run: (order, now) => recordPaymentFailed(order, { code: 'card_declined', now }),
  },
  ...['re_1', 're_2'].flatMap((refundId): readonly OrderCommand[] => [
    {
      name: `recordRefundPending, ${refundId}`,
      run: (order, now) => recordRefundPending(order, { refundId, now }),
    },
    {
      name: `recordRefundIssued, ${refundId}`,
      run: (order, now) => recordRefundIssued(order, { ...REFUND, refundId, now }),
    },
    {
      name: `recordRefundFailed, ${refundId}`,
      run: (order, now) => recordRefundFailed(order, { refundId, code, now }),
    },
  ]),
  {
    name: 'recordRefundFailed, the request itself',
    run: (order, now) => recordRefundFailed(order, { refundId: null, code, now }),
  },
  ...[1n, 149_999n].flatMap((amountMinor): readonly OrderCommand[] => {
    const refundId = `re_part_${String(amountMinor)}`;
    const amount = money(amountMinor, 'TRY');
    return [
      {
        name: `recordRefundIssued, a part of ${String(amountMinor)}`,
        run: (order, now) => recordRefundIssued(order, { refundId, amount, now }),
      },
      {
        name: `recordRefundFailed, a part of ${String(amountMinor)}`,
        run: (order, now) => recordRefundFailed(order, { refundId, code, now }),
      },
    ];
  }),
  {
    name: 'recordRefundIssued, what is left',
    run: (order, now) =>
      order.status === 'none'
        ? []
        : recordRefundIssued(order, { refundId: 're_left', amount: leftOfPayment(order), now }),
  },
  ...['dp_1', 'dp_2'].flatMap((disputeId): readonly OrderCommand[] => [
    {
      name: `openChargeback, ${disputeId}`,
      run: (order, now) => openChargeback(order, { ...DISPUTE, disputeId, now }),
    },
    {
      name: `recordEvidenceDue, ${disputeId}`,
      run: (order, now) => recordEvidenceDue(order, { disputeId, evidenceDueBy: DELIVER_BY, now }),
    },
    ...['ord_another-1', `${ORDER_ID}-1`].map((name) => ({
      name: `recordEvidenceSubmitted, ${disputeId} ${name}`,
      run: (order: Order, now: Instant) =>
        recordEvidenceSubmitted(order, { disputeId, name, evidenceDueBy: DELIVER_BY, now }),
    })),
    {
      name: `recordEvidenceRefused, ${disputeId}`,
      run: (order, now) => recordEvidenceRefused(order, { disputeId, attempt: 1, code, now }),
    },
    ...FUNDS.map(([name, moved]) => ({
      name: `recordChargebackFunds, ${disputeId} ${name}`,
      run: (order: Order, now: Instant) => recordChargebackFunds(order, { disputeId, ...moved, now }),
    })),
    ...(['won', 'lost'] as const).map((outcome) => ({
      name: `closeChargeback, ${disputeId} ${outcome}`,
      run: (order: Order, now: Instant) => closeChargeback(order, { disputeId, outcome, now }),
    })),
  ]),
];

/** Every command of an order, with the variants that deciders treat differently. */
export const ORDER_COMMANDS: readonly OrderCommand[] = [...COMMANDS_OF_PEOPLE, ...COMMANDS_OF_THE_PROVIDER];

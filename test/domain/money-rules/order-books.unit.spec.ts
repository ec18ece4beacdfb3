import { describe, expect, it } from '@jest/globals';
import type { EventOf, EventType, ShoutoutsEvent } from '../../../src/domain/all-events.js';
import { leavesSomething, note, type OrderBooks } from '../../../src/domain/money-rules/order-books.js';
import { ORDER_RULES, type MoneyRule } from '../../../src/domain/money-rules/rules.js';
import { money } from '../../../src/domain/money.js';
import { withAccount } from '../ledger/with-account.js';
import { always } from '../order/any-story.js';
import {
  ACCEPTED_ORDER,
  chargebackLostAt,
  chargebackOpenedAt,
  chargebackWonAt,
  DECLINED_ORDER,
  DELIVERED_ORDER,
  fundsReinstatedAt,
  fundsWithdrawnAt,
  HELD,
  NOTHING,
  ORDER_ID,
  partRefundedAt,
  partReturnedAt,
  PLACED,
  refundFailedAt,
  refundIssuedAt,
  refundRequestedAt,
} from '../order/story.js';
import { CREATOR_ID, PRICE } from '../people.js';
import { START } from '../timeline.js';

function audit(events: readonly ShoutoutsEvent[]) {
  let books: OrderBooks | undefined;
  const broken: MoneyRule[] = [];
  for (const event of events) {
    const noted = note(books, event, START);
    books = noted?.books ?? books;
    broken.push(...(noted?.broken ?? []));
  }
  return { books, broken, leaves: books !== undefined && leavesSomething(books) };
}

const { fee, earning } = PLACED.data;
const amounts = { creatorId: CREATOR_ID, orderId: ORDER_ID, price: PRICE, fee, earning };
const EARNED: EventOf<'EarningEarned'> = {
  type: 'EarningEarned',
  data: { ...amounts, earnedAt: START, availableAt: START },
};
const PENDING: ShoutoutsEvent = { type: 'EarningPending', data: { ...amounts, pendingAt: START } };
const LOST_EARNING: ShoutoutsEvent = {
  type: 'EarningLost',
  data: { creatorId: CREATOR_ID, orderId: ORDER_ID, earning, lostAt: START },
};
const TAKEN_BACK: EventOf<'EarningTakenBack'> = {
  type: 'EarningTakenBack',
  data: { ...amounts, disputeId: 'dp_1', owed: null, takenBackAt: START },
};
const ISSUED = refundIssuedAt(START);
const REQUESTED = refundRequestedAt(START);
const PART_GIVEN = partRefundedAt(START);
const OPENED = chargebackOpenedAt(START);
const less = money(PRICE.amountMinor - 1n, PRICE.currency);
const dirhams = money(PRICE.amountMinor, 'AED');

const but = <Type extends EventType>(
  event: EventOf<Type>,
  data: Partial<EventOf<Type>['data']>,
): EventOf<Type> => ({
  ...event,
  data: { ...event.data, ...data },
});

const BREAKS: readonly (readonly [MoneyRule, string, readonly ShoutoutsEvent[]])[] = [
  ['begun', 'money for an order that nobody placed', [HELD]],
  ['placed_once', 'an order that is placed twice', [PLACED, PLACED]],
  ['parts_of_price', 'a fee that is too small', [but(PLACED, { fee: money(fee.amountMinor - 1n, 'TRY') })]],
  [
    'parts_of_price',
    'a fee that is negative',
    [but(PLACED, { fee: money(-1n, 'TRY'), earning: money(PRICE.amountMinor + 1n, 'TRY') })],
  ],
  [
    'parts_of_price',
    'an earning that is negative',
    [but(PLACED, { fee: money(PRICE.amountMinor + 1n, 'TRY'), earning: money(-1n, 'TRY') })],
  ],
  ['one_currency', 'a fee in another currency', [but(PLACED, { fee: money(fee.amountMinor, 'AED') })]],
  ['one_currency', 'money in another currency', [PLACED, but(HELD, { amount: dirhams })]],
  ['held_in_full', 'less than the price', [PLACED, but(HELD, { amount: less })]],
  ['never_more_than_held', 'money that is held twice', [PLACED, HELD, HELD]],
  ['never_more_than_held', 'a refund of what is not held', [PLACED, ISSUED]],
  ['never_more_than_held', 'two refunds', [...DECLINED_ORDER, ISSUED, ISSUED]],
  ['never_more_than_held', 'an earning that is earned twice', [...DELIVERED_ORDER, EARNED, EARNED]],
  ['refunded_in_full', 'a part that is asked for', [PLACED, HELD, but(REQUESTED, { amount: less })]],
  ['refunded_in_full', 'a part that is refunded', [...DECLINED_ORDER, but(ISSUED, { amount: less })]],
  ['refunded_by_hand', 'a part that is all of it', [PLACED, HELD, but(PART_GIVEN, { amount: PRICE })]],
  ['refunded_by_hand', 'a part that comes back and was not given', [PLACED, HELD, partReturnedAt(START)]],
  ['refunded_by_hand', 'a part of nothing', [PLACED, HELD, but(PART_GIVEN, { amount: NOTHING })]],
  [
    'refunded_by_hand',
    'nothing that comes back',
    [PLACED, HELD, PART_GIVEN, but(partReturnedAt(START), { amount: NOTHING })],
  ],
  ['delivered_or_refunded', 'a part of what was delivered', [...DELIVERED_ORDER, PART_GIVEN]],
  [
    'paid_before_delivered',
    'a delivery that forgets a part',
    [...ACCEPTED_ORDER, PART_GIVEN, ...DELIVERED_ORDER.slice(-1)],
  ],
  ['delivered_or_refunded', 'a refund of what was delivered', [...DELIVERED_ORDER, REQUESTED]],
  ['delivered_or_refunded', 'a refund in the dashboard of what was delivered', [...DELIVERED_ORDER, ISSUED]],
  [
    'delivered_or_refunded',
    'a delivery of what is refunded',
    [...DECLINED_ORDER, ...DELIVERED_ORDER.slice(-1)],
  ],
  [
    'delivered_or_refunded',
    'a delivery of what is refunded in the dashboard',
    [...ACCEPTED_ORDER, ISSUED, ...DELIVERED_ORDER.slice(-1)],
  ],
  ['paid_before_delivered', 'a delivery of what is not paid for', [PLACED, ...DELIVERED_ORDER.slice(-1)]],
  ['earned_by_delivery', 'an earning without a delivery', [...ACCEPTED_ORDER, EARNED]],
  [
    'earned_by_delivery',
    'an earning of another split',
    [...DELIVERED_ORDER, but(EARNED, { fee: money(0n, 'TRY'), earning: PRICE })],
  ],
  [
    'earned_by_delivery',
    'an earning of somebody else',
    [...DELIVERED_ORDER, but(EARNED, { creatorId: 'cre_somebody' })],
  ],
  [
    'balanced_entry',
    'an earning that is more than is left',
    [...DELIVERED_ORDER, but(EARNED, { earning: PRICE })],
  ],
  ['taken_back_by_chargeback', 'an earning taken back for nothing', [...DELIVERED_ORDER, EARNED, TAKEN_BACK]],
  [
    'taken_back_by_chargeback',
    'an earning taken back while the chargeback is open',
    [...DELIVERED_ORDER, EARNED, OPENED, TAKEN_BACK],
  ],
  ['taken_with_chargeback', 'money that is taken for nothing', [...ACCEPTED_ORDER, fundsWithdrawnAt(START)]],
  [
    'taken_with_chargeback',
    'money that is taken twice',
    [...ACCEPTED_ORDER, OPENED, fundsWithdrawnAt(START), fundsWithdrawnAt(START)],
  ],
  [
    'taken_with_chargeback',
    'money given back that was not taken',
    [...ACCEPTED_ORDER, OPENED, fundsReinstatedAt(START)],
  ],
];

describe('the money rules', () => {
  it('are kept by any story of an order, and at its end nothing is left but what is on its way', () => {
    always((told) => {
      const { broken, leaves } = audit(withAccount(told));
      expect(broken).toEqual([]);
      expect(leaves).toBe(false);
    });
  });

  it.each([
    ['a fee', { fee: PRICE, earning: NOTHING }],
    ['an earning', { fee: NOTHING, earning: PRICE }],
  ])('are kept by an order of which all is %s', (_what, parts) => {
    expect(audit([but(PLACED, parts)]).broken).toEqual([]);
  });

  it.each(BREAKS)('%s is broken by %s', (rule, _what, events) => {
    expect(audit(events).broken).toContain(rule);
  });

  it.each<[string, boolean, readonly ShoutoutsEvent[]]>([
    ['a delivery that brings nothing', true, DELIVERED_ORDER],
    [
      'a delivery that has brought its earning',
      false,
      [PLACED, HELD, PENDING, ...DELIVERED_ORDER.slice(2), EARNED],
    ],
    ['an earning that is pending', false, [...ACCEPTED_ORDER, PENDING]],
    ['an earning that is pending after a delivery', true, [...DELIVERED_ORDER, PENDING]],
    ['an earning that was lost by an ending', false, [...ACCEPTED_ORDER, PENDING, OPENED, LOST_EARNING]],
    ['an earning that is pending after an ending', true, [...ACCEPTED_ORDER, PENDING, OPENED]],
    ['an order that is under way', false, ACCEPTED_ORDER],
    ['an ending without a refund', true, DECLINED_ORDER.slice(0, -1)],
    ['an ending with a refund under way', false, DECLINED_ORDER],
    ['a refund that failed: a person has been told', false, [...DECLINED_ORDER, refundFailedAt(START)]],
    ['a chargeback that is open', false, [...ACCEPTED_ORDER, OPENED]],
    [
      'a chargeback that was won, without a refund',
      true,
      [...ACCEPTED_ORDER, OPENED, chargebackWonAt(START)],
    ],
    ['a chargeback that was lost', false, [...ACCEPTED_ORDER, OPENED, chargebackLostAt(START)]],
  ])('say whether something is left of %s: %s', (_what, leaves, events) => {
    expect(audit(events)).toMatchObject({ broken: [], leaves });
  });

  it('are all broken here, but the one that shows only when the log has come to an end', () => {
    const broken = new Set<string>(BREAKS.map(([rule]) => rule));
    expect(Object.keys(ORDER_RULES).filter((rule) => !broken.has(rule))).toEqual(['nothing_left']);
  });
});

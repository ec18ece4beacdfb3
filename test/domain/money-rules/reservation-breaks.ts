import { lineOf } from '../creator-account/account-story.js';
import { DELIVERED_ORDER } from '../order/story.js';
import { ofOrder } from './told.js';
import {
  type Break,
  one,
  two,
  another,
  TOMORROW,
  inAccount,
  inRun,
  delivered,
  charged,
  lost,
  but,
  LINE,
  RESERVED,
  PROPOSED,
  REFUSED,
  REFUSED_BY_ACCOUNT,
  EXECUTED,
  FAILED,
  HOLD,
  DIFFERED,
  EARNED,
  PAYABLE,
  ON_ITS_WAY,
  FIRST_PAID,
  allowed,
  less,
  PENDING,
} from './payout-story.js';

/** What breaks the rules of which orders a payout may have. */
export const RESERVATION_BREAKS: readonly Break[] = [
  ['payout_as_approved', 'a payout of no run', [...EARNED, ...inAccount(RESERVED)]],
  [
    'payout_as_approved',
    'a payout that nobody approved',
    [...EARNED, ...inRun(PROPOSED), ...inAccount(RESERVED)],
  ],
  [
    'payout_as_approved',
    'a payout of a run that is over',
    [...PAYABLE, ...inRun(EXECUTED), ...inAccount(RESERVED)],
  ],
  [
    'payout_as_approved',
    'a payout that was refused',
    [...PAYABLE, ...inRun(REFUSED), ...inAccount(RESERVED)],
  ],
  [
    'payout_as_approved',
    'a payout that its account had refused',
    [...PAYABLE, ...inAccount(REFUSED_BY_ACCOUNT, RESERVED)],
  ],
  [
    'payout_as_approved',
    'a refusal of what is reserved',
    [...PAYABLE, ...inAccount(RESERVED, REFUSED_BY_ACCOUNT)],
  ],
  [
    'payout_as_approved',
    'a refusal that nobody asked for',
    [...EARNED, ...inRun(PROPOSED), ...inAccount(REFUSED_BY_ACCOUNT)],
  ],
  [
    'payout_as_approved',
    'a payout that is not in the run',
    [...PAYABLE, ...inAccount(but(RESERVED, { payoutId: another }))],
  ],
  [
    'payout_as_approved',
    'a payout to elsewhere',
    [...PAYABLE, ...inAccount(but(RESERVED, { destinationId: 'dst_2' }))],
  ],
  [
    'payout_as_approved',
    'a payout over another rail',
    [...PAYABLE, ...inAccount(but(RESERVED, { rail: 'bank_transfers' }))],
  ],
  [
    'payout_as_approved',
    'a payout of other orders',
    [...PAYABLE, ...delivered(two), ...inAccount(but(RESERVED, { orderIds: [two] }))],
  ],
  [
    'payout_as_approved',
    'a payout of another amount',
    [...PAYABLE, ...inAccount(but(RESERVED, { amount: less }))],
  ],
  ['payout_as_approved', 'a payout that is reserved twice', [...ON_ITS_WAY, ...inAccount(FAILED, RESERVED)]],
  ['payout_of_available', 'an order that brought nothing', allowed(LINE)],
  [
    'payout_of_available',
    'an order that is only pending',
    [...ofOrder(one, DELIVERED_ORDER), ...inAccount(PENDING), ...allowed(LINE)],
  ],
  ['payout_of_available', 'an order in its hold', [...delivered(one, TOMORROW), ...allowed(LINE)]],
  ['payout_of_available', 'an order that is disputed', [...EARNED, ...charged(one), ...allowed(LINE)]],
  ['payout_of_available', 'an order that was taken back', [...EARNED, ...lost(one, false), ...allowed(LINE)]],
  ['payout_of_available', 'an order that is named twice', [...EARNED, ...allowed(lineOf([one, one]))]],
  [
    'paid_out_once',
    'an order of a payout on its way',
    [...ON_ITS_WAY, ...allowed({ ...LINE, payoutId: another })],
  ],
  [
    'paid_out_once',
    'an order that was paid out',
    [...FIRST_PAID, ...allowed({ ...LINE, payoutId: another })],
  ],
  ['nothing_while_held', 'a payout while there is a hold', [...PAYABLE, ...inAccount(HOLD, RESERVED)]],
  [
    'nothing_while_held',
    'a payout after a difference',
    [
      ...ON_ITS_WAY,
      ...inAccount(DIFFERED),
      ...delivered(two),
      ...allowed(lineOf([two], { payoutId: another })),
    ],
  ],
];

import { earnedBy, lineOf, lira, reserved } from '../creator-account/account-story.js';
import { DELIVERED_ORDER } from '../order/story.js';
import { CREATOR_ID } from '../people.js';
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
  APPROVED,
  more,
  proposed,
  somebody,
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

const OF_BOTH = lineOf([one, two]);
const OTHER_RUN_ID = 'run_2';
/** Approved, too, with a payout of its own. */
const OTHER_RUN = inRun(
  but(proposed(lineOf([two], { payoutId: another })), { runId: OTHER_RUN_ID }),
  but(APPROVED, { runId: OTHER_RUN_ID }),
);

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
  [
    'payout_as_approved',
    'a payout in the name of another run',
    [...PAYABLE, ...OTHER_RUN, ...inAccount(but(RESERVED, { runId: OTHER_RUN_ID }))],
  ],
  [
    'payout_as_approved',
    'a refusal in the name of another run',
    [...PAYABLE, ...OTHER_RUN, ...inAccount(but(REFUSED_BY_ACCOUNT, { runId: OTHER_RUN_ID }))],
  ],
  [
    'payout_as_approved',
    'a payout to another creator',
    [...PAYABLE, ...inAccount(but(RESERVED, { creatorId: somebody }))],
  ],
  [
    'payout_as_approved',
    'a payout of one order more',
    [...PAYABLE, ...delivered(two), ...inAccount(but(RESERVED, { orderIds: [one, two] }))],
  ],
  [
    'payout_as_approved',
    'a payout of which one order is another',
    [
      ...[...EARNED, ...delivered(two), ...delivered('ord_3'), ...inRun(proposed(OF_BOTH), APPROVED)],
      ...inAccount(reserved({ ...OF_BOTH, orderIds: [one, 'ord_3'] })),
    ],
  ],
  [
    'payout_as_approved',
    'a payout that settles more',
    [...PAYABLE, ...inAccount(but(RESERVED, { debtSettled: lira(1n) }))],
  ],
  [
    'payout_as_approved',
    'a payout of which more is said to be earned',
    [...PAYABLE, ...inAccount(but(RESERVED, { earned: more }))],
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
    'payout_of_available',
    'an order that is earned in another account',
    [
      ...ofOrder(one, DELIVERED_ORDER),
      ...earnedBy(one).map((event) => [`${CREATOR_ID}.AED`, event] as const),
      ...allowed(LINE),
    ],
  ],
  [
    'payout_of_available',
    'an order in its hold beside one out of it',
    [...EARNED, ...delivered(two, TOMORROW), ...allowed(OF_BOTH)],
  ],
  [
    'paid_out_once',
    'an order of a payout on its way beside one of none',
    [...ON_ITS_WAY, ...delivered(two), ...allowed({ ...OF_BOTH, payoutId: another })],
  ],
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

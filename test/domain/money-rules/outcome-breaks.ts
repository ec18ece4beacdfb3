import { money } from '../../../src/domain/money.js';
import { EARNING_MINOR, lineOf, lira } from '../creator-account/account-story.js';
import type { Told } from './told.js';
import {
  type Break,
  one,
  two,
  another,
  inAccount,
  inRun,
  delivered,
  lost,
  BOOKED,
  but,
  LINE,
  RESERVED,
  APPROVED,
  DIFFERED,
  proposed,
  REFUSED_BY_ACCOUNT,
  somebody,
  EXECUTED,
  SENT,
  PAID,
  FAILED,
  RETURNED,
  UNKNOWN,
  EARNED,
  PAYABLE,
  ON_ITS_WAY,
  FIRST_PAID,
  IN_DEBT,
  SETTLING,
  allowed,
  more,
  less,
  PART_RETURNED,
  FOR_BANK,
  FILE,
  GIVEN_OUT,
  PAID_BY_BANK,
  DOUBT,
  DOUBT_PROPOSED,
  DOUBT_SETTLED,
  DOUBTED,
  FILE_OF_NOTHING,
} from './payout-story.js';

const PAID_FROM_FILE = [...FOR_BANK, ...inRun(FILE, GIVEN_OUT), ...inAccount(PAID_BY_BANK)];

/** What breaks the rules of amounts, debts, and of what becomes of a payout. */
export const OUTCOME_BREAKS: readonly Break[] = [
  [
    'payout_adds_up',
    'more than was earned',
    [...EARNED, ...allowed({ ...LINE, earned: more, amount: more })],
  ],
  [
    'payout_adds_up',
    'nothing at all',
    [...EARNED, ...allowed({ ...LINE, debtSettled: LINE.earned, amount: lira(0n) })],
  ],
  [
    'payout_adds_up',
    'a debt in another currency',
    [...EARNED, ...allowed({ ...LINE, debtSettled: money(0n, 'AED') })],
  ],
  [
    'payout_adds_up',
    'what was earned in another currency',
    [...EARNED, ...allowed({ ...LINE, earned: money(EARNING_MINOR, 'AED') })],
  ],
  [
    'debt_of_payouts',
    'a payout that forgets the debt',
    [...IN_DEBT, ...allowed(lineOf([two, 'ord_3'], { payoutId: another }))],
  ],
  [
    'debt_of_payouts',
    'a payout that settles what is not owed',
    [...EARNED, ...allowed(lineOf([one], { debtMinor: 1n }))],
  ],
  [
    'debt_of_payouts',
    'a debt that is settled twice',
    [
      ...IN_DEBT,
      ...allowed(SETTLING),
      ...delivered('ord_4'),
      ...delivered('ord_5'),
      ...allowed(lineOf(['ord_4', 'ord_5'], { payoutId: 'pay_3', debtMinor: EARNING_MINOR })),
    ],
  ],
  ['debt_of_payouts', 'a debt of what was never paid out', [...EARNED, ...lost(one, true)]],
  ['debt_of_payouts', 'a debt that is forgotten', [...FIRST_PAID, ...lost(one, false)]],
  [
    'debt_of_payouts',
    'a debt of a payout that failed',
    [...ON_ITS_WAY, ...inAccount(FAILED), ...lost(one, true)],
  ],
  ['payout_in_order', 'a payout that is paid and was not reserved', [...PAYABLE, ...inAccount(PAID)]],
  ['payout_in_order', 'a difference of a payout that was not reserved', [...PAYABLE, ...inAccount(DIFFERED)]],
  [
    'payout_in_order',
    'a difference of a payout that was refused',
    [...PAYABLE, ...inAccount(REFUSED_BY_ACCOUNT, DIFFERED)],
  ],
  ['payout_in_order', 'a payout that is paid twice', [...FIRST_PAID, ...inAccount(PAID)]],
  ['payout_in_order', 'a payout that is paid after it failed', [...ON_ITS_WAY, ...inAccount(FAILED, PAID)]],
  ['payout_in_order', 'a payout that is sent after it was paid', [...FIRST_PAID, ...inAccount(SENT)]],
  ['payout_in_order', 'a payout that fails after it was paid', [...FIRST_PAID, ...inAccount(FAILED)]],
  ['payout_in_order', 'a payout that comes back and was not paid', [...ON_ITS_WAY, ...inAccount(RETURNED)]],
  ['payout_in_order', 'a payout that comes back twice', [...FIRST_PAID, ...inAccount(RETURNED, RETURNED)]],
  ['payout_in_order', 'a payout that is booked before it was paid', [...ON_ITS_WAY, ...inAccount(BOOKED)]],
  ['payout_in_full', 'a payout that is booked by no bank', [...FIRST_PAID, ...inAccount(BOOKED)]],
  ['payout_in_order', 'a payout that is unknown after it was paid', [...FIRST_PAID, ...inAccount(UNKNOWN)]],
  [
    'payout_in_full',
    'a payout of which less is sent',
    [...ON_ITS_WAY, ...inAccount(but(SENT, { amount: less }))],
  ],
  [
    'payout_in_full',
    'a payout of which more is paid',
    [...ON_ITS_WAY, ...inAccount(but(PAID, { amount: more }))],
  ],
  [
    'payout_in_full',
    'a payout paid to another creator',
    [...ON_ITS_WAY, ...inAccount(but(PAID, { creatorId: somebody }))],
  ],
  [
    'payout_in_full',
    'a payout paid over another rail',
    [...ON_ITS_WAY, ...inAccount(but(PAID, { rail: 'bank_transfers' }))],
  ],
  [
    'payout_in_full',
    'a payout of which a part fails',
    [...ON_ITS_WAY, ...inAccount(but(FAILED, { earned: less, amount: less }))],
  ],
  [
    'payout_in_full',
    'a payout whose charges are all of it',
    [...PAID_FROM_FILE, ...inAccount(but(RETURNED, { rail: 'bank_transfers', charges: LINE.amount }))],
  ],
  [
    'payout_in_full',
    'a payout with charges that are less than nothing',
    [...PAID_FROM_FILE, ...inAccount(but(RETURNED, { rail: 'bank_transfers', charges: lira(-1n) }))],
  ],
  [
    'payout_in_full',
    'a payout with charges of nothing',
    [...PAID_FROM_FILE, ...inAccount(but(RETURNED, { rail: 'bank_transfers', charges: lira(0n) }))],
  ],
  [
    'payout_in_full',
    'a payout with charges in another currency',
    [...PAID_FROM_FILE, ...inAccount(but(RETURNED, { rail: 'bank_transfers', charges: money(5n, 'AED') }))],
  ],
  [
    'payout_in_full',
    'a payout that the provider gave back less charges',
    [...FIRST_PAID, ...inAccount(but(RETURNED, { charges: lira(5n) }))],
  ],
  [
    'payout_in_full',
    'a payout that comes back over another rail',
    [...FIRST_PAID, ...inAccount(but(RETURNED, { rail: 'bank_transfers' }))],
  ],
  [
    'payout_in_full',
    'a part that is all of it',
    [...FIRST_PAID, ...inAccount(but(PART_RETURNED, { amount: LINE.amount }))],
  ],
  [
    'payout_in_full',
    'parts that are more than all of it',
    [...FIRST_PAID, ...inAccount(PART_RETURNED, but(PART_RETURNED, { amount: less }))],
  ],
  [
    'payout_in_full',
    'a part of nothing',
    [...FIRST_PAID, ...inAccount(but(PART_RETURNED, { amount: lira(0n) }))],
  ],
  [
    'payout_in_full',
    'a part in another currency',
    [...FIRST_PAID, ...inAccount(but(PART_RETURNED, { amount: money(500n, 'AED') }))],
  ],
  [
    'payout_in_full',
    'a part that comes back over another rail',
    [...FIRST_PAID, ...inAccount(but(PART_RETURNED, { rail: 'bank_transfers' }))],
  ],
  [
    'payout_in_full',
    'a return that forgets the parts before it',
    [...FIRST_PAID, ...inAccount(PART_RETURNED, RETURNED)],
  ],
  ['payout_in_order', 'a part of what was not paid', [...ON_ITS_WAY, ...inAccount(PART_RETURNED)]],
  [
    'debt_of_payouts',
    'a payout that forgets what it is to pay on top',
    [
      ...[...FIRST_PAID, ...inAccount(PART_RETURNED), ...delivered(two)],
      ...allowed(lineOf([two], { payoutId: another })),
    ],
  ],
  [
    'taken_back_named',
    'a failure that forgets what was taken back',
    [...ON_ITS_WAY, ...lost(one, true), ...inAccount(FAILED)],
  ],
  [
    'taken_back_named',
    'a failure that names it in another currency',
    [...ON_ITS_WAY, ...inAccount(but(FAILED, { takenBack: money(0n, 'AED') }))],
  ],
  [
    'taken_back_named',
    'a return of what was not taken back',
    [...FIRST_PAID, ...inAccount(but(RETURNED, { takenBack: LINE.amount }))],
  ],
  [
    'account_as_ledger',
    'an amount that is posted and not reserved',
    [...ON_ITS_WAY, ...inAccount(but(PAID, { amount: more }))],
  ],
  [
    'account_as_ledger',
    'an entry from another account of ours',
    [...ON_ITS_WAY, ...inAccount(but(PAID, { rail: 'bank_transfers' }))],
  ],
  [
    'balanced_entry',
    'a payout that is more than its parts',
    [...PAYABLE, ...inAccount(but(RESERVED, { amount: more }))],
  ],
];

/** What keeps all of them. */
export const KEPT: readonly (readonly [string, readonly Told[]])[] = [
  [
    'a payout that is paid',
    [...PAYABLE, ...inAccount(RESERVED), ...inRun(EXECUTED), ...inAccount(UNKNOWN, UNKNOWN, SENT, PAID)],
  ],
  [
    'a payout that failed, whose order is paid out after all',
    [...ON_ITS_WAY, ...inAccount(FAILED), ...allowed({ ...LINE, payoutId: another })],
  ],
  [
    'a payout that came back, whose order is paid out after all',
    [...FIRST_PAID, ...inAccount(RETURNED), ...allowed({ ...LINE, payoutId: another })],
  ],
  ['a debt that the next payout settles', [...IN_DEBT, ...allowed(SETTLING)]],
  [
    'a part that came back, which the next payout pays on top',
    [
      ...[...FIRST_PAID, ...inAccount(PART_RETURNED), ...delivered(two)],
      ...allowed(lineOf([two], { payoutId: another, debtMinor: -500n })),
    ],
  ],
  [
    'a payout of which a part came back, and then the rest: its order is paid out after all, and nothing more',
    [
      ...[...FIRST_PAID, ...inAccount(PART_RETURNED, but(RETURNED, { returnedBefore: lira(500n) }))],
      ...allowed({ ...LINE, payoutId: another }),
    ],
  ],
  [
    'a payout that a bank paid before it was given it, as two people say, and gave back since',
    [
      ...[...DOUBTED, ...inRun(FILE_OF_NOTHING, GIVEN_OUT, DOUBT_PROPOSED, DOUBT_SETTLED)],
      ...inAccount(PAID_BY_BANK, but(RETURNED, { rail: 'bank_transfers' })),
    ],
  ],
  [
    'a payout that a bank never paid, as two people say',
    [
      ...[...DOUBTED, ...inRun(but(DOUBT_PROPOSED, { outcome: 'not_paid' }))],
      ...[...inRun(but(DOUBT_SETTLED, { outcome: 'not_paid' })), ...inAccount(FAILED)],
    ],
  ],
  [
    'a payout of a bank that differed in something else, and failed since',
    [...FOR_BANK, ...inAccount(DIFFERED, FAILED)],
  ],
  ['a run of two payouts', inRun(proposed(LINE, lineOf([two], { payoutId: another })), APPROVED)],
  [
    'a payout that a bank may have paid, and has rejected since it was given it',
    [...FOR_BANK, ...inRun(FILE), ...inAccount(DOUBT), ...inRun(GIVEN_OUT), ...inAccount(FAILED)],
  ],
  [
    'a payout that a bank gave back less its charges',
    [...PAID_FROM_FILE, ...inAccount(but(RETURNED, { rail: 'bank_transfers', charges: lira(5n) }))],
  ],
  [
    'a payout that a bank has paid from its file',
    [...FOR_BANK, ...inRun(FILE, GIVEN_OUT), ...inAccount(PAID_BY_BANK)],
  ],
  [
    'a payout that a bank has booked under a name of its own, also after it came back',
    [
      ...[...PAID_FROM_FILE, ...inAccount(BOOKED, but(RETURNED, { rail: 'bank_transfers' }))],
      ...inAccount(BOOKED),
    ],
  ],
  [
    'a payout that fails after its order was taken back',
    [...ON_ITS_WAY, ...lost(one, true), ...inAccount(but(FAILED, { takenBack: LINE.amount }))],
  ],
  [
    'a payout that comes back after the next one has settled its debt: that is paid on top',
    [
      ...[...IN_DEBT, ...allowed(SETTLING), ...inAccount(but(RETURNED, { takenBack: LINE.amount }))],
      ...[
        ...delivered('ord_4'),
        ...allowed(lineOf(['ord_4'], { payoutId: 'pay_3', debtMinor: -EARNING_MINOR })),
      ],
    ],
  ],
];

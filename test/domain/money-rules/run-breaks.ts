import { money } from '../../../src/domain/money.js';
import { EARNING_MINOR, lira, takenBack } from '../creator-account/account-story.js';
import { DELIVERED_ORDER } from '../order/story.js';
import { CREATOR_ID } from '../people.js';
import { START } from '../timeline.js';
import { ofOrder } from './told.js';
import {
  type Break,
  runId,
  one,
  TOMORROW,
  inAccount,
  inRun,
  but,
  LINE,
  RESERVED,
  proposed,
  PROPOSED,
  APPROVED,
  EXECUTED,
  HOLD,
  EARNED,
  RUN,
  PAYABLE,
  less,
  somebody,
  PENDING,
  EARNED_ONE,
  FAILED,
  FILE,
  FOR_BANK,
  GIVEN_OUT,
  ON_ITS_WAY,
  PAID,
  DESTINATION,
  VERIFIED,
  DIFFERED,
  PAID_BY_BANK,
  forBank,
} from './payout-story.js';

/** What breaks the rules of earnings and runs. */
export const RUN_BREAKS: readonly Break[] = [
  [
    'in_its_account',
    'an earning of another creator',
    [...ofOrder(one, DELIVERED_ORDER), [`${somebody}.TRY`, PENDING]],
  ],
  [
    'in_its_account',
    'an earning in another currency',
    [...ofOrder(one, DELIVERED_ORDER), [`${CREATOR_ID}.AED`, PENDING]],
  ],
  ['in_its_account', 'a hold of another creator', [[`${somebody}.TRY`, HOLD]]],
  [
    'in_its_account',
    'a payout of another creator',
    [...PAYABLE, ...inAccount(but(RESERVED, { creatorId: somebody }))],
  ],
  [
    'earned_by_delivery',
    'an earning of somebody else',
    [...ofOrder(one, DELIVERED_ORDER), [`${somebody}.TRY`, but(EARNED_ONE, { creatorId: somebody })]],
  ],
  [
    'earning_in_order',
    'an earning that was never pending',
    [...ofOrder(one, DELIVERED_ORDER), ...inAccount(EARNED_ONE)],
  ],
  ['earning_in_order', 'an earning that is earned twice', [...EARNED, ...inAccount(EARNED_ONE)]],
  [
    'earning_in_order',
    'an earning taken back that is not disputed',
    [...EARNED, ...inAccount(takenBack(one, null))],
  ],
  ['run_by_two', 'a run that is proposed twice', [...EARNED, ...inRun(PROPOSED, PROPOSED)]],
  [
    'run_by_two',
    'a run approved by its proposer',
    [...EARNED, ...inRun(PROPOSED, but(APPROVED, { approvedBy: 'ayşe' }))],
  ],
  [
    'run_by_two',
    'a run approved when it has expired',
    [...EARNED, ...inRun(PROPOSED, but(APPROVED, { approvedAt: TOMORROW }))],
  ],
  ['run_by_two', 'a run approved twice', [...PAYABLE, ...inRun(APPROVED)]],
  ['run_by_two', 'a run approved that nobody proposed', inRun(APPROVED)],
  ['run_by_two', 'a run carried out that nobody approved', inRun(PROPOSED, EXECUTED)],
  [
    'run_by_two',
    'a run rejected that is carried out',
    [...RUN, ...inRun({ type: 'PayoutRunRejected', data: { runId, rejectedBy: 'mert', rejectedAt: START } })],
  ],
  ['run_adds_up', 'a total that is too small', inRun(but(PROPOSED, { total: less }))],
  [
    'run_adds_up',
    'a total in another currency',
    inRun(but(PROPOSED, { total: money(EARNING_MINOR, 'AED') })),
  ],
  ['run_adds_up', 'a payout that is in it twice', inRun(proposed(LINE, LINE))],
  ['run_adds_up', 'a payout of another run', inRun(PROPOSED, but(PROPOSED, { runId: 'run_2' }))],
  ['payout_adds_up', 'a line that forgets the debt', inRun(proposed({ ...LINE, debtSettled: lira(1n) }))],
  ['bank_file_of_run', 'a file of a run that was not carried out', [...RUN, ...inRun(FILE)]],
  ['bank_file_of_run', 'a second file', [...FOR_BANK, ...inRun(FILE, FILE)]],
  [
    'bank_file_of_run',
    'a file that names a payout twice',
    [...FOR_BANK, ...inRun(but(FILE, { payoutIds: [LINE.payoutId, LINE.payoutId] }))],
  ],
  ['bank_file_of_run', 'a file of another sum', [...FOR_BANK, ...inRun(but(FILE, { total: less }))]],
  ['bank_file_of_run', 'a file of what failed', [...FOR_BANK, ...inAccount(FAILED), ...inRun(FILE)]],
  ['bank_file_of_run', 'a file of what another rail pays', [...ON_ITS_WAY, ...inRun(EXECUTED, FILE)]],
  [
    'bank_file_of_run',
    'other bytes that are given out',
    [...FOR_BANK, ...inRun(FILE, but(GIVEN_OUT, { sha256: 'bb' }))],
  ],
  [
    'bank_file_of_run',
    'a file of what the bank spoke of before it was given it',
    [...FOR_BANK, ...inAccount(but(DIFFERED, { code: 'bank_may_have_paid' })), ...inRun(FILE)],
  ],
  [
    'paid_by_bank_file',
    'a payment from a file that nobody was given',
    [...FOR_BANK, ...inRun(FILE), ...inAccount(PAID_BY_BANK)],
  ],
  ['paid_where_verified', 'a payout to an account that nobody has verified', forBank(DESTINATION)],
  ['paid_where_verified', 'a payout to an account that nobody has named', forBank()],
  [
    'paid_where_verified',
    'a payout to an account of another creator',
    forBank(but(DESTINATION, { creatorId: somebody }), but(VERIFIED, { creatorId: somebody })),
  ],
  [
    'paid_where_verified',
    'a payout to an account that was verified for another creator',
    forBank(DESTINATION, but(VERIFIED, { creatorId: somebody })),
  ],
  [
    'paid_by_bank_file',
    'a payment of a bank that was not asked',
    [...FOR_BANK, ...inAccount(but(PAID, { rail: 'bank_transfers' }))],
  ],
];

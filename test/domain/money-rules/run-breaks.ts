import { money } from '../../../src/domain/money.js';
import { EARNING_MINOR, lineOf, lira, takenBack } from '../creator-account/account-story.js';
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
  more,
  another,
  two,
} from './payout-story.js';

const LINE_OF_TWO = lineOf([two], { payoutId: another });

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
  [
    'earning_in_order',
    'an earning that was pending in another account',
    [
      ...ofOrder(one, DELIVERED_ORDER),
      ...inAccount(PENDING),
      [`${CREATOR_ID}.AED`, but(EARNED_ONE, { earning: money(EARNING_MINOR, 'AED') })],
    ],
  ],
  [
    'earning_in_order',
    'an earning of another amount than was pending',
    [...ofOrder(one, DELIVERED_ORDER), ...inAccount(PENDING, but(EARNED_ONE, { earning: more }))],
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
  [
    'run_adds_up',
    'a line in another currency than the others',
    inRun(
      but(proposed(LINE, LINE_OF_TWO), {
        lines: [LINE, { ...LINE_OF_TWO, amount: money(EARNING_MINOR, 'AED') }],
      }),
    ),
  ],
  [
    'run_adds_up',
    'a payout of another run beside a new one',
    inRun(PROPOSED, but(proposed(LINE, LINE_OF_TWO), { runId: 'run_2' })),
  ],
  [
    'payout_adds_up',
    'a line that forgets the debt beside one that has none',
    inRun(proposed(LINE, { ...LINE_OF_TWO, debtSettled: lira(1n) })),
  ],
  ['run_without_gaps', 'a run of which something is told before it is proposed', inRun(APPROVED, PROPOSED)],
  [
    'run_without_gaps',
    'an approval that has its place among the events of another run',
    [...inRun(PROPOSED, but(proposed(LINE_OF_TWO), { runId: 'run_2' })), ['run_2', APPROVED]],
  ],
];

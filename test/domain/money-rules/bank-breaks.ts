import { money } from '../../../src/domain/money.js';
import { EARNING_MINOR, lineOf } from '../creator-account/account-story.js';
import {
  type Break,
  inAccount,
  inRun,
  but,
  LINE,
  EXECUTED,
  RUN,
  less,
  somebody,
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
  DOUBT,
  DOUBT_PROPOSED,
  DOUBT_SETTLED,
  DOUBTED,
  FILE_OF_NOTHING,
  forBank,
  another,
  two,
  delivered,
  allowed,
} from './payout-story.js';

/** What another run has a bank pay. */
const OTHER_FOR_BANK = [
  ...delivered(two),
  ...allowed({ ...lineOf([two], { payoutId: another }), rail: 'bank_transfers' }),
  ...inRun(but(EXECUTED, { runId: `run_of_${another}` })),
];

/** What breaks the rules of bank files, of the accounts that banks pay to, and of what a bank may have paid unasked. */
export const BANK_BREAKS: readonly Break[] = [
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
  [
    'doubt_by_two',
    'a payout freed that a bank may have paid',
    [...DOUBTED, ...inRun(FILE_OF_NOTHING, GIVEN_OUT), ...inAccount(FAILED)],
  ],
  [
    'doubt_by_two',
    'a payout freed that two people say was paid',
    [...DOUBTED, ...inRun(DOUBT_PROPOSED, DOUBT_SETTLED), ...inAccount(FAILED)],
  ],
  ['doubt_by_two', 'a doubt that nobody proposed to settle', [...DOUBTED, ...inRun(DOUBT_SETTLED)]],
  [
    'doubt_by_two',
    'a doubt settled by who proposed it',
    [...DOUBTED, ...inRun(DOUBT_PROPOSED, but(DOUBT_SETTLED, { approvedBy: 'ayşe' }))],
  ],
  [
    'doubt_by_two',
    'a doubt settled as nobody proposed it',
    [...DOUBTED, ...inRun(DOUBT_PROPOSED, but(DOUBT_SETTLED, { outcome: 'not_paid' }))],
  ],
  [
    'doubt_by_two',
    'a doubt settled of another amount',
    [...DOUBTED, ...inRun(DOUBT_PROPOSED, but(DOUBT_SETTLED, { amount: less }))],
  ],
  [
    'doubt_by_two',
    'a doubt that is settled twice',
    [...DOUBTED, ...inRun(DOUBT_PROPOSED, DOUBT_SETTLED, DOUBT_SETTLED)],
  ],
  ['doubt_by_two', 'a doubt that nobody has', [...FOR_BANK, ...inRun(DOUBT_PROPOSED, DOUBT_SETTLED)]],
  [
    'doubt_by_two',
    'a doubt settled of what is in the bank file',
    [...FOR_BANK, ...inRun(FILE), ...inAccount(DOUBT), ...inRun(DOUBT_PROPOSED)],
  ],
  [
    'doubt_by_two',
    'a doubt of another creator',
    [...DOUBTED, ...inRun(but(DOUBT_PROPOSED, { creatorId: somebody }))],
  ],
  [
    'paid_by_bank_file',
    'a payment that two people say was none',
    [
      ...DOUBTED,
      ...inRun(but(DOUBT_PROPOSED, { outcome: 'not_paid' }), but(DOUBT_SETTLED, { outcome: 'not_paid' })),
      ...inAccount(PAID_BY_BANK),
    ],
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
  [
    'bank_file_of_run',
    'a file with a payout of another run',
    [...FOR_BANK, ...OTHER_FOR_BANK, ...inRun(but(FILE, { payoutIds: [another] }))],
  ],
  [
    'bank_file_of_run',
    'a file in another currency',
    [...FOR_BANK, ...inRun(but(FILE, { total: money(EARNING_MINOR, 'AED') }))],
  ],
  [
    'doubt_by_two',
    'a doubt settled as somebody else proposed it',
    [...DOUBTED, ...inRun(DOUBT_PROPOSED, but(DOUBT_SETTLED, { proposedBy: 'deniz' }))],
  ],
  [
    'doubt_by_two',
    'a doubt of a payout of another run',
    [...DOUBTED, ...inRun(but(DOUBT_PROPOSED, { runId: 'run_2' }))],
  ],
  [
    'doubt_by_two',
    'a doubt of what was paid',
    [...FOR_BANK, ...inAccount(PAID_BY_BANK, DOUBT), ...inRun(DOUBT_PROPOSED)],
  ],
  [
    'doubt_by_two',
    'a doubt of what no bank is to pay',
    [...ON_ITS_WAY, ...inAccount(DOUBT), ...inRun(EXECUTED, DOUBT_PROPOSED)],
  ],
  [
    'paid_where_verified',
    'a payout to an account that was named twice and verified by nobody',
    forBank(DESTINATION, DESTINATION),
  ],
  [
    'paid_where_verified',
    'a payout to an account that was verified and that nobody has named',
    forBank(VERIFIED),
  ],
];

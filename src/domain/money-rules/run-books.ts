import type { PayoutRunEvent, PayoutRunProposed } from '../payout-run/payout-run.js';
import type { EventOf } from '../all-events.js';
import { noteDoubt } from './doubt-books.js';
import {
  about,
  type Audited,
  type Books,
  type NewNote,
  NOTHING_NOTED,
  type PayoutNote,
  type RunNote,
} from './notes.js';
import { addsUp, proposedPayout } from './payout-note.js';
import { broken, type MoneyRule } from './rules.js';

function noteRun(books: Books, event: PayoutRunEvent): Audited {
  const { runId } = event.data;
  const run = books.find('run', runId);
  const then = (rules: readonly MoneyRule[], status: RunNote['status']): Audited =>
    run === undefined
      ? about({ of: 'run', id: runId }, ['run_by_two'])
      : about({ of: 'run', id: runId }, rules, ['run', runId, { ...run, status }]);
  switch (event.type) {
    case 'PayoutDoubtSettlingProposed':
    case 'PayoutDoubtSettled':
      return noteDoubt(books, event);
    case 'PayoutRunProposed':
      return propose(books, event.data);
    case 'PayoutRunApproved': {
      const { approvedBy, approvedAt } = event.data;
      const isByTwo =
        run?.status === 'proposed' && approvedBy !== run.proposedBy && approvedAt < run.expiresAt;
      return then(broken(isByTwo, 'run_by_two'), 'approved');
    }
    case 'PayoutRunRejected':
      return then(broken(run?.status === 'proposed', 'run_by_two'), 'rejected');
    case 'PayoutRunExecuted':
      return then(broken(run?.status === 'approved', 'run_by_two'), 'executed');
    case 'PayoutLineRefused':
      return refuse(books, event.data.payoutId);
    case 'BankFileMade':
      return makeFile(books, run, event);
    case 'BankFileGivenOut':
      return about(
        { of: 'run', id: runId },
        broken(run?.bankFile === event.data.sha256, 'bank_file_of_run'),
        ...(run === undefined ? [] : [['run', runId, { ...run, isGivenOut: true }] as const]),
      );
  }
}

/** Each event of a run follows the one before it, in the stream of its run: what was taken out of the log leaves a gap. */
export function noteRunInOrder(
  books: Books,
  event: PayoutRunEvent,
  streamId: string,
  revision: bigint,
): Audited {
  const { runId } = event.data;
  const { notes, broken: rules } = noteRun(books, event);
  const before = books.find('run', runId);
  const isNext = streamId === runId && revision === (before === undefined ? 0n : before.revision + 1n);
  const { broken: gaps } = about({ of: 'run', id: streamId }, broken(isNext, 'run_without_gaps'));
  const latest = notes.findLast(isOfRun)?.[2] ?? before;
  const inOrder = latest === undefined ? [] : [['run', runId, { ...latest, revision }] as const];
  return { notes: [...notes, ...inOrder], broken: [...rules, ...gaps] };
}

type NewRunNote = Extract<NewNote, readonly ['run', ...unknown[]]>;

const isOfRun = (note: NewNote): note is NewRunNote => note[0] === 'run';

function propose(books: Books, { runId, ...proposed }: PayoutRunProposed['data']): Audited {
  const { lines, total, proposedBy, expiresAt } = proposed;
  const subject = { of: 'run', id: runId } as const;
  if (books.find('run', runId) !== undefined) return about(subject, ['run_by_two']);
  const sum = lines.reduce((minor, { amount }) => minor + amount.amountMinor, 0n);
  const ids = new Set(lines.map(({ payoutId }) => payoutId));
  const isSum =
    sum === total.amountMinor &&
    lines.every(({ amount }) => amount.currency === total.currency) &&
    ids.size === lines.length &&
    lines.every(({ payoutId }) => books.find('payout', payoutId) === undefined);
  return about(
    subject,
    [...broken(isSum, 'run_adds_up'), ...broken(lines.every(addsUp), 'payout_adds_up')],
    [
      'run',
      runId,
      { proposedBy, expiresAt, status: 'proposed', bankFile: null, isGivenOut: false, revision: 0n },
    ],
    ...lines.map((line) => ['payout', line.payoutId, proposedPayout(runId, line)] as const),
  );
}

/** One that is reserved already is paid out all the same. */
function refuse(books: Books, payoutId: string): Audited {
  const payout = books.find('payout', payoutId);
  if (payout?.status !== 'proposed') return NOTHING_NOTED;
  return { notes: [['payout', payoutId, { ...payout, status: 'refused' }]], broken: [] };
}

function makeFile(
  books: Books,
  run: RunNote | undefined,
  { data: { runId, payoutIds, total, sha256 } }: EventOf<'BankFileMade'>,
): Audited {
  const payouts = [...new Set(payoutIds)].flatMap((payoutId) => {
    const payout = books.find('payout', payoutId);
    return payout === undefined ? [] : [[payoutId, payout] as const];
  });
  const sum = payouts.reduce((minor, [, { line }]) => minor + line.amount.amountMinor, 0n);
  const isOfRun =
    run?.status === 'executed' &&
    run.bankFile === null &&
    payouts.length === payoutIds.length &&
    payouts.every(([, payout]) => payout.runId === runId && isForBank(payout, total.currency)) &&
    sum === total.amountMinor;
  return about(
    { of: 'run', id: runId },
    broken(isOfRun, 'bank_file_of_run'),
    ...(run === undefined ? [] : [['run', runId, { ...run, bankFile: sha256 }] as const]),
    ...payouts.map(([id, payout]) => ['payout', id, { ...payout, isInFile: true }] as const),
  );
}

const isForBank = ({ status, line, isDoubted }: PayoutNote, currency: string): boolean =>
  status === 'reserved' && !isDoubted && line.rail === 'bank_transfers' && line.amount.currency === currency;

import type { EventOf } from '../all-events.js';
import type { EarningEvent } from '../creator-account/events.js';
import { noteAccount, type NotedAccount } from './note-account.js';
import { type Audited, type Books, type EarningNote, NO_ACCOUNT } from './notes.js';
import { isLive } from './payout-note.js';
import { broken } from './rules.js';

/** What an earning must have been before each event. */
const BEFORE: Readonly<Record<EarningEvent['type'], EarningNote['status'] | undefined>> = {
  EarningPending: undefined,
  EarningLost: 'pending',
  EarningEarned: 'pending',
  EarningDisputed: 'earned',
  EarningReleased: 'disputed',
  EarningTakenBack: 'disputed',
};

const AFTER: Readonly<Record<EarningEvent['type'], EarningNote['status']>> = {
  EarningPending: 'pending',
  EarningLost: 'lost',
  EarningEarned: 'earned',
  EarningDisputed: 'disputed',
  EarningReleased: 'earned',
  EarningTakenBack: 'taken_back',
};

export function noteEarning(books: Books, event: EarningEvent, accountId: string): Audited {
  const { type, data } = event;
  const before = books.find('earning', data.orderId);
  const earning = { ...(before ?? newEarning(accountId, data.earning.amountMinor)), status: AFTER[type] };
  const isInOrder =
    before?.status === BEFORE[type] &&
    earning.accountId === accountId &&
    earning.earningMinor === data.earning.amountMinor;
  const noted: NotedAccount = {
    ...{ event, accountId, account: books.find('account', accountId) ?? NO_ACCOUNT },
    rules: broken(isInOrder, 'earning_in_order'),
    notes: [['earning', data.orderId, earning]],
  };
  if (type === 'EarningEarned') return earn(noted, earning, event);
  return type === 'EarningTakenBack' ? takeBack(books, noted, earning, event) : noteAccount(noted);
}

const newEarning = (accountId: string, earningMinor: bigint): Omit<EarningNote, 'status'> => ({
  ...{ accountId, earningMinor, availableAt: null, payoutId: null },
});

const earn = (
  noted: NotedAccount,
  earning: EarningNote,
  { data: { orderId, availableAt } }: EventOf<'EarningEarned'>,
): Audited =>
  noteAccount({
    ...noted,
    moved: { creator_payable: -earning.earningMinor },
    notes: [['earning', orderId, { ...earning, availableAt }]],
  });

/** What a payout has of it is a debt of the creator. */
function takeBack(
  books: Books,
  noted: NotedAccount,
  { earningMinor, payoutId }: EarningNote,
  { data: { owed } }: EventOf<'EarningTakenBack'>,
): Audited {
  const payout = payoutId === null ? undefined : books.find('payout', payoutId);
  if (payoutId === null || !isLive(payout))
    return noteAccount({
      ...noted,
      rules: [...noted.rules, ...broken(owed === null, 'debt_of_payouts')],
      moved: { creator_payable: earningMinor },
    });
  return noteAccount({
    ...noted,
    rules: [...noted.rules, ...broken(owed?.amountMinor === earningMinor, 'debt_of_payouts')],
    account: { ...noted.account, owedMinor: noted.account.owedMinor + earningMinor },
    moved: { creator_receivable: earningMinor },
    notes: [
      ...noted.notes,
      ['payout', payoutId, { ...payout, takenBackMinor: payout.takenBackMinor + earningMinor }],
    ],
  });
}

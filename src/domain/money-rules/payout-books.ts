import type { EventOf } from '../all-events.js';
import { BANK_MAY_HAVE_PAID, type PayoutEvent } from '../creator-account/payout-events.js';
import { noteAccount } from './note-account.js';
import { about, type Audited, type Books, type EarningNote, NO_ACCOUNT } from './notes.js';
import { addsUp, isLive, isSameLine, proposedPayout } from './payout-note.js';
import { whatBecame } from './payout-outcome.js';
import { broken } from './rules.js';

export function notePayout(books: Books, event: PayoutEvent, accountId: string): Audited {
  if (event.type === 'PayoutReserved') return reserve(books, event, accountId);
  const { payoutId } = event.data;
  const payout = books.find('payout', payoutId);
  if (payout === undefined || payout.status === 'proposed' || payout.status === 'refused')
    return about({ of: 'account', id: accountId }, ['payout_in_order']);
  const account = books.find('account', accountId) ?? NO_ACCOUNT;
  const wasGivenOut = books.find('run', payout.runId)?.isGivenOut === true;
  const { then, rules, isHeld, owedMinor, returnedMinor, moved } = whatBecame(payout, event, wasGivenOut);
  return noteAccount({
    ...{ event, accountId, moved, rules },
    account: { isHeld: account.isHeld || isHeld, owedMinor: account.owedMinor + owedMinor },
    notes: [
      [
        'payout',
        payoutId,
        {
          ...{ ...payout, status: then, returnedMinor: payout.returnedMinor + returnedMinor },
          isDoubted:
            payout.isDoubted || (event.type === 'PayoutDiffered' && event.data.code === BANK_MAY_HAVE_PAID),
        },
      ],
    ],
  });
}

/** From then on it may not be reserved any more. */
export function noteRefusal(
  books: Books,
  { data: { payoutId, runId } }: EventOf<'PayoutRefused'>,
  accountId: string,
): Audited {
  const payout = books.find('payout', payoutId);
  const isOpen = payout?.status === 'proposed' && payout.runId === runId;
  const isApproved = books.find('run', runId)?.status === 'approved';
  return about(
    { of: 'account', id: accountId },
    broken(isOpen && isApproved, 'payout_as_approved'),
    ...(isOpen ? [['payout', payoutId, { ...payout, status: 'refused' }] as const] : []),
  );
}

function reserve(books: Books, event: EventOf<'PayoutReserved'>, accountId: string): Audited {
  const { payoutId, runId, orderIds, earned, debtSettled, reservedAt } = event.data;
  const account = books.find('account', accountId) ?? NO_ACCOUNT;
  const before = books.find('payout', payoutId);
  const reserved = proposedPayout(runId, event.data);
  const isApproved = books.find('run', runId)?.status === 'approved';
  const earnings = [...new Set(orderIds)].flatMap((orderId) => {
    const earning = books.find('earning', orderId);
    return earning === undefined ? [] : [{ orderId, earning }];
  });
  const earnedMinor = earnings.reduce((sum, { earning }) => sum + earning.earningMinor, 0n);
  const isAvailable = ({ status, availableAt, accountId: of }: EarningNote) =>
    status === 'earned' && availableAt !== null && availableAt <= reservedAt && of === accountId;
  const isFree = ({ payoutId: by }: EarningNote) => by === null || !isLive(books.find('payout', by));
  return noteAccount({
    ...{ event, accountId },
    rules: [
      ...broken(
        isApproved && before?.status === 'proposed' && isSameLine(before, reserved),
        'payout_as_approved',
      ),
      ...broken(
        earnings.length === orderIds.length && earnings.every(({ earning }) => isAvailable(earning)),
        'payout_of_available',
      ),
      ...broken(
        earnings.every(({ earning }) => isFree(earning)),
        'paid_out_once',
      ),
      ...broken(addsUp(event.data) && earned.amountMinor === earnedMinor, 'payout_adds_up'),
      ...broken(debtSettled.amountMinor === account.owedMinor, 'debt_of_payouts'),
      ...broken(!account.isHeld, 'nothing_while_held'),
      ...broken(isPayable(books, event), 'paid_where_verified'),
    ],
    account: { ...account, owedMinor: account.owedMinor - debtSettled.amountMinor },
    moved: {
      creator_payable: earnedMinor,
      creator_receivable: -account.owedMinor,
      payouts_in_transit: account.owedMinor - earnedMinor,
    },
    notes: [
      ['payout', payoutId, { ...reserved, status: 'reserved' }],
      ...earnings.map(({ orderId, earning }) => ['earning', orderId, { ...earning, payoutId }] as const),
    ],
  });
}

function isPayable(books: Books, { data }: EventOf<'PayoutReserved'>): boolean {
  if (data.rail !== 'bank_transfers') return true;
  const destination = books.find('destination', data.destinationId);
  return destination?.isVerified === true && destination.creatorId === data.creatorId;
}

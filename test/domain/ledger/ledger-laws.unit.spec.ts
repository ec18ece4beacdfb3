import { describe, expect, it } from '@jest/globals';
import { creatorAccountId } from '../../../src/domain/creator-account/account.js';
import { entryOf } from '../../../src/domain/ledger/journal.js';
import { type JournalEntry, LEDGER_ACCOUNTS, type LedgerAccount } from '../../../src/domain/ledger/ledger.js';
import { money } from '../../../src/domain/money.js';
import { moneyOfOrder } from '../../../src/domain/order/money-of-order.js';
import type { Disputed } from '../../../src/domain/order/order.js';
import { lineOf, reserved } from '../creator-account/account-story.js';
import { always, type Story } from '../order/any-story.js';
import { ORDER_ID } from '../order/story.js';
import { CREATOR_ID, PRICE } from '../people.js';
import { START } from '../timeline.js';
import { withAccount } from './with-account.js';

const entriesOf = (told: Story): readonly JournalEntry[] =>
  withAccount(told).flatMap((event) => entryOf(event) ?? []);

const NOTHING = Object.fromEntries(Object.keys(LEDGER_ACCOUNTS).map((account) => [account, 0n])) as Record<
  LedgerAccount,
  bigint
>;

function balancesOf(entries: readonly JournalEntry[]): Readonly<Record<LedgerAccount, bigint>> {
  const sums = { ...NOTHING };
  for (const { postings } of entries)
    for (const { account, amountMinor } of postings) sums[account] += amountMinor;
  return sums;
}

const disputedOf = ({ order }: Story): Omit<Disputed, 'evidenceDueBy'> =>
  order.status === 'none' || order.status === 'awaiting_payment' || order.payment === null
    ? { withdrawnMinor: 0n, reinstatedMinor: 0n, feeMinor: 0n }
    : order.payment.disputed;

describe('the ledger, whatever happens to an order and whenever', () => {
  it('has entries that sum to zero, of postings that are something', () => {
    always((told) => {
      for (const { postings } of entriesOf(told)) {
        expect(postings.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(0n);
        expect(postings.every(({ amountMinor }) => amountMinor !== 0n)).toBe(true);
      }
    });
  });

  it('has the money where the order has it', () => {
    always((told) => {
      const { paidMinor, refundedMinor, heldMinor, earnedMinor, feeMinor, chargedBackMinor } = moneyOfOrder(
        told.order,
      );
      const disputed = disputedOf(told);
      const taken = disputed.withdrawnMinor - disputed.reinstatedMinor;
      expect(balancesOf(entriesOf(told))).toEqual({
        ...NOTHING,
        held_for_orders: -heldMinor,
        creator_payable: -earnedMinor,
        platform_fees: -feeMinor,
        provider_fees: disputed.feeMinor,
        provider_clearing: paidMinor - refundedMinor - taken - disputed.feeMinor,
        chargebacks: taken - chargedBackMinor,
      });
    });
  });

  it('owes the creator of the order, and nobody else', () => {
    always((told) => {
      if (told.order.status === 'none') return;
      const { creatorId } = told.order.facts;
      for (const posting of entriesOf(told).flatMap(({ postings }) => postings))
        expect(posting.creatorId).toBe(posting.account === 'creator_payable' ? creatorId : null);
    });
  });

  it('posts nothing of nothing: a market may take no fee', () => {
    const earned = {
      creatorId: CREATOR_ID,
      orderId: ORDER_ID,
      price: PRICE,
      fee: money(0n, 'TRY'),
      earning: PRICE,
    };
    const entry = entryOf({
      type: 'EarningEarned',
      data: { ...earned, earnedAt: START, availableAt: START },
    });
    expect(entry?.postings.map(({ account }) => account)).toEqual(['held_for_orders', 'creator_payable']);
  });

  it('posts no debt of a payout that settles none', () => {
    const entry = entryOf(reserved(lineOf([ORDER_ID])));
    expect(entry?.postings.map(({ account }) => account)).toEqual(['creator_payable', 'payouts_in_transit']);
  });
});

describe('an account', () => {
  it('is of one creator and one currency', () => {
    expect(creatorAccountId('cre_1', 'TRY')).toBe('cre_1.TRY');
  });
});

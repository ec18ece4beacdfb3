import { describe, expect, it } from '@jest/globals';
import {
  differsFromAccount,
  type PayoutReport,
  recordPayout,
} from '../../../src/domain/creator-account/record-payout.js';
import type { CreatorAccountEvent } from '../../../src/domain/creator-account/events.js';
import { BANK_MAY_HAVE_PAID } from '../../../src/domain/creator-account/payout-events.js';
import type { PayoutId } from '../../../src/domain/ids.js';
import type { EventOf } from '../../../src/domain/all-events.js';
import { formatMoney, money } from '../../../src/domain/money.js';
import { CREATOR_ID } from '../people.js';
import { START } from '../timeline.js';
import { earnedBy, givenAccount, lineOf, lira, reserved } from './account-story.js';

const payoutId: PayoutId = 'pay_0192f0c1-1111-7aaa-8bbb-000000000001';
const OURS = '0192f0c111117aaa8bbb000000000001';
const of = { creatorId: CREATOR_ID, payoutId };
const line = lineOf(['ord_1'], { payoutId });
const { amount, earned, debtSettled } = line;
const RESERVED = reserved({ ...line, rail: 'bank_transfers' });
const SENT: CreatorAccountEvent = {
  type: 'PayoutSent',
  data: { ...of, reference: OURS, amount, sentAt: START },
};
const PAID = (reference: string): CreatorAccountEvent => ({
  type: 'PayoutPaid',
  data: { ...of, rail: 'bank_transfers', reference, amount, paidAt: START },
});
const RETURNED: EventOf<'PayoutReturned'> = {
  type: 'PayoutReturned',
  data: {
    ...{ ...of, earned, debtSettled, amount, takenBack: lira(0n), code: 'AC04' },
    ...{ rail: 'bank_transfers', returnedBefore: null, charges: null, returnedAt: START },
  },
};
const DIFFERED = (code: string, detail: string, reference: string | null = null): CreatorAccountEvent => ({
  type: 'PayoutDiffered',
  data: { ...of, code, detail, reference, foundAt: START },
});

const BOOKED = (reference: string): CreatorAccountEvent => ({
  type: 'PayoutBooked',
  data: { ...of, reference, bookedAt: START },
});

const given = (...events: readonly CreatorAccountEvent[]) =>
  givenAccount(...earnedBy('ord_1'), RESERVED, SENT, ...events);
const told = (report: PayoutReport, ...events: readonly CreatorAccountEvent[]) =>
  given(...events).when(
    (account, now: typeof START) => recordPayout(account, { payoutId, report, now }, CREATOR_ID),
    START,
  );
const paid = (reference: string): PayoutReport => ({ status: 'paid', reference, amount });
const returned: PayoutReport = { status: 'returned', code: 'AC04', amount };

describe('what a bank says of a payout', () => {
  it('is once booked, however often it is told', () => {
    told(paid('E1')).then(PAID('E1'));
    told(paid('E1'), PAID('E1')).thenNothing();
    // An entry without a name of the bank's has ours.
    told(paid(OURS), PAID('E1')).thenNothing();
    told(paid('E1'), PAID('E1'), RETURNED).thenNothing();
  });

  it('is named by its first entry where it was called paid without a name, so that another one is a difference', () => {
    told(paid('E1'), PAID(OURS)).then(BOOKED('E1'));
    told(paid('E1'), PAID(OURS), BOOKED('E1')).thenNothing();
    told(paid(OURS), PAID(OURS), BOOKED('E1')).thenNothing();
    const differed = DIFFERED('payout_paid_again', `${payoutId} was booked as E1, and again as E2`);
    told(paid('E2'), PAID(OURS), BOOKED('E1')).then(differed);
    told(paid('E2'), PAID(OURS), BOOKED('E1'), RETURNED).then(differed);
  });

  it('is a difference where it is booked again under another name, also after it came back', () => {
    const differed = DIFFERED('payout_paid_again', `${payoutId} was booked as E1, and again as E2`);
    told(paid('E2'), PAID('E1')).then(differed);
    told(paid('E2'), PAID('E1'), RETURNED).then(differed);
    told(paid('E2'), PAID('E1'), differed).thenNothing();
  });

  it('booked before it was asked for keeps its name when people call it paid, so that another entry is a difference', () => {
    const unasked = (name: string | null) => ({
      ...{ code: 'bank_may_have_paid', detail: `called paid as ${String(name)}`, reference: name },
    });
    const DOUBTED = (name: string | null) => DIFFERED(unasked(name).code, unasked(name).detail, name);
    const toldOf = (report: PayoutReport, ...events: readonly CreatorAccountEvent[]) =>
      givenAccount(...earnedBy('ord_1'), RESERVED, ...events).when(
        (account, now: typeof START) => recordPayout(account, { payoutId, report, now }, CREATOR_ID),
        START,
      );
    toldOf({ status: 'differs', ...unasked('E1') }).then(DOUBTED('E1'));
    toldOf({ status: 'differs', ...unasked('E2') }, DOUBTED('E1')).then(DOUBTED('E2'));
    toldOf(paid(OURS), DOUBTED('E1')).then(PAID('E1'));
    toldOf(paid(OURS), DOUBTED('E1'), DOUBTED('E2')).then(PAID('E1'));
    toldOf(paid(OURS), DOUBTED(null)).then(PAID(OURS));
    toldOf(paid('E1'), DOUBTED('E1'), PAID('E1')).thenNothing();
    const again = DIFFERED('payout_paid_again', `${payoutId} was booked as E1, and again as E2`);
    toldOf(paid('E2'), DOUBTED('E1'), PAID('E1')).then(again);
    toldOf(paid('E2'), DOUBTED('E1')).then(PAID('E1'), again);
  });

  it('came back before that it was paid was heard of, and is then paid as the bank names it', () => {
    told(returned).then(PAID(OURS), RETURNED);
    told(paid('E1'), PAID(OURS), RETURNED).then(BOOKED('E1'));
  });

  it('has no name of the bank where it bears that of the payout, which is ours', () => {
    const notSent = givenAccount(...earnedBy('ord_1'), RESERVED);
    expect(recordPayout(notSent.state, { payoutId, report: returned, now: START }, CREATOR_ID)).toEqual([
      PAID(payoutId),
      RETURNED,
    ]);
    told(paid('E1'), PAID(payoutId)).then(BOOKED('E1'));
    told(paid(payoutId), PAID('E1')).thenNothing();
  });

  it('came back whole where the bank took something of it on its way: the platform bears that', () => {
    const charges = lira(500n);
    const less = lira(amount.amountMinor - 500n);
    const withCharges: CreatorAccountEvent = { ...RETURNED, data: { ...RETURNED.data, charges } };
    const report: PayoutReport = { status: 'returned', code: 'AC04', amount: less, charges };
    told(report, PAID('E1')).then(withCharges);
    told(report).then(PAID(OURS), withCharges);
    told(report, PAID('E1'), withCharges).thenNothing();
    // Booked apart, they are none of the payout's.
    told({ ...report, amount }, PAID('E1')).then(RETURNED);
    told({ ...report, amount, charges: lira(0n) }, PAID('E1')).then(RETURNED);
  });

  it.each([
    ['does not say what it took', undefined],
    ['says another amount', lira(499n)],
    ['says an amount in another currency', money(500n, 'AED')],
    ['took nothing', lira(0n)],
  ])('is a difference where less came back, and the bank %s', (_what, charges) => {
    const report: PayoutReport = {
      status: 'returned',
      code: 'AC04',
      amount: lira(amount.amountMinor - 500n),
      charges,
    };
    const { state } = given(PAID('E1'));
    expect(recordPayout(state, { payoutId, report, now: START }, CREATOR_ID)).toMatchObject([
      { type: 'PayoutDiffered', data: { code: 'payout_amount_differs' } },
    ]);
  });

  it('is a difference where more came back than was paid', () => {
    const more = lira(amount.amountMinor + 500n);
    const report: PayoutReport = { status: 'returned', code: 'AC04', amount: more, charges: lira(-500n) };
    const detail = `the rail says ${payoutId} is returned, of ${formatMoney(more)}: it is of ${formatMoney(amount)}`;
    told(report, PAID('E1')).then(DIFFERED('payout_amount_differs', detail));
  });

  it('casts doubt on a payout only where it may have paid it unasked', () => {
    const isDoubted = (code: string) => given(DIFFERED(code, 'seen')).state.payouts.get(payoutId)?.isDoubted;
    expect(isDoubted('payout_contradicted')).toBe(false);
    expect(isDoubted(BANK_MAY_HAVE_PAID)).toBe(true);
    const later = given(DIFFERED(BANK_MAY_HAVE_PAID, 'seen'), DIFFERED('payout_contradicted', 'seen'));
    expect(later.state.payouts.get(payoutId)?.isDoubted).toBe(true);
  });

  it('is a difference where it rejects what it has booked', () => {
    const rejected: PayoutReport = { status: 'failed', code: 'AC04' };
    const detail = `${payoutId} is paid, and now called failed`;
    told(rejected, PAID('E1')).then(DIFFERED('payout_contradicted', detail));
  });

  it('is no difference where it took it, and that is heard of after it rejected it: files come in any order', () => {
    const data = { ...of, earned, debtSettled, amount, takenBack: lira(0n), code: 'AC04', failedAt: START };
    const rejected: CreatorAccountEvent = { type: 'PayoutFailed', data };
    told({ status: 'sent', reference: OURS, amount }, rejected).thenNothing();
    const detail = `${payoutId} is failed, and now called paid`;
    told(paid('E1'), rejected).then(DIFFERED('payout_contradicted', detail));
  });

  it.each(['failed', 'returned'] as const)(
    'is a difference where what is %s is of another amount',
    (status) => {
      for (const other of [lira(1n), { ...amount, currency: 'EUR' as const }]) {
        const detail = `the rail says ${payoutId} is ${status}, of ${formatMoney(other)}: it is of ${formatMoney(amount)}`;
        told({ status, code: 'AC04', amount: other }).then(DIFFERED('payout_amount_differs', detail));
      }
    },
  );

  it('is told to differ also where that is known', () => {
    const { state } = given(PAID('E1'));
    expect(differsFromAccount(state, payoutId, paid('E2'))).toBe(true);
    expect(differsFromAccount(state, payoutId, paid('E1'))).toBe(false);
    expect(differsFromAccount(given().state, payoutId, paid('E1'))).toBe(false);
    expect(differsFromAccount(state, 'pay_2', paid('E1'))).toBe(true);
    const known = given(
      PAID('E1'),
      DIFFERED('payout_paid_again', `${payoutId} was booked as E1, and again as E2`),
    );
    expect(differsFromAccount(known.state, payoutId, paid('E2'))).toBe(true);
  });
});

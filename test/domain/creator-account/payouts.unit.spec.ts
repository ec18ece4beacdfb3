import { describe, expect, it } from '@jest/globals';
import type { CreatorAccount } from '../../../src/domain/creator-account/account.js';
import { balanceOf } from '../../../src/domain/creator-account/balance.js';
import {
  placeHold,
  releaseHold,
  reservePayout,
  settleLine,
} from '../../../src/domain/creator-account/decide-payout.js';
import { type PayoutReport, recordPayout } from '../../../src/domain/creator-account/record-payout.js';
import { recordTakenBack } from '../../../src/domain/creator-account/decide.js';
import type { CreatorAccountEvent } from '../../../src/domain/creator-account/events.js';
import {
  MOST_ORDERS_PER_PAYOUT,
  type NothingToPayOut,
  proposalOf,
} from '../../../src/domain/creator-account/payout-proposal.js';
import type { DestinationId, OrderId, PayoutId } from '../../../src/domain/ids.js';
import { HIGHEST_AMOUNT_MINOR } from '../../../src/domain/market/terms.js';
import { money } from '../../../src/domain/money.js';
import { type Instant, plusMs } from '../../../src/domain/time.js';
import { CREATOR_ID } from '../people.js';
import { after, justBefore, START } from '../timeline.js';
import {
  disputed,
  earnedBy,
  EARNING_MINOR,
  givenAccount,
  lineOf,
  lira,
  OF_PAYOUT,
  reserved,
  takenBack,
} from './account-story.js';

const one: OrderId = 'ord_1';
const two: OrderId = 'ord_2';
const EARNED = earnedBy(one);
const RESERVED = reserved(lineOf([one]));
const UNKNOWN: CreatorAccountEvent = {
  type: 'PayoutOutcomeUnknown',
  data: { ...OF_PAYOUT, failures: 1, unknownAt: START, retryAt: plusMs(START, 5_000) },
};
const UNKNOWN_AGAIN: CreatorAccountEvent = {
  type: 'PayoutOutcomeUnknown',
  data: { ...OF_PAYOUT, failures: 2, unknownAt: START, retryAt: plusMs(START, 10_000) },
};
const amount = lira(EARNING_MINOR);
const SENT: CreatorAccountEvent = {
  type: 'PayoutSent',
  data: { ...OF_PAYOUT, reference: 'tr_1', amount, sentAt: START },
};
const PAID: CreatorAccountEvent = {
  type: 'PayoutPaid',
  data: { ...OF_PAYOUT, rail: 'stripe_transfers', reference: 'tr_1', amount, paidAt: START },
};
const undone = {
  ...OF_PAYOUT,
  ...{ earned: amount, debtSettled: lira(0n), amount, takenBack: lira(0n), code: 'AC04' },
};
const FAILED: CreatorAccountEvent = { type: 'PayoutFailed', data: { ...undone, failedAt: START } };
const RETURNED: CreatorAccountEvent = {
  type: 'PayoutReturned',
  data: { ...undone, rail: 'stripe_transfers', returnedBefore: null, charges: null, returnedAt: START },
};

const worth = (orderId: OrderId, earningMinor: bigint) =>
  earnedBy(orderId).map((event) => ({
    ...event,
    data: { ...event.data, earning: lira(earningMinor) },
  })) as readonly CreatorAccountEvent[];

describe('an account', () => {
  it('begins with nothing', () => {
    expect(givenAccount().state).toMatchObject({ owedMinor: 0n, hold: null, differences: [] });
  });

  it('says which payout was never reserved', () => {
    expect(() => givenAccount(...EARNED, PAID)).toThrow('pay_1 was never reserved');
  });

  it('has what was paid out', () => {
    const { state } = givenAccount(...EARNED, RESERVED, PAID);
    expect(balanceOf(state, START)).toMatchObject({ paidOutMinor: EARNING_MINOR, inTransitMinor: 0n });
  });
});

describe('reserving a payout', () => {
  it('takes its orders out of what is available', () => {
    givenAccount(...EARNED)
      .when(reservePayout, lineOf([one]))
      .then(RESERVED);
    const { state } = givenAccount(...EARNED, RESERVED);
    expect(balanceOf(state, START)).toMatchObject({ availableMinor: 0n, inTransitMinor: EARNING_MINOR });
  });

  it('is done once, however often it is asked for', () => {
    givenAccount(...EARNED, RESERVED)
      .when(reservePayout, lineOf([one]))
      .thenNothing();
    givenAccount(...EARNED, RESERVED, FAILED)
      .when(reservePayout, lineOf([one]))
      .thenNothing();
  });

  const another = { payoutId: 'pay_2' as PayoutId };
  it.each<[string, readonly CreatorAccountEvent[], Parameters<typeof reservePayout>[1]]>([
    ['another payout has', [...EARNED, RESERVED], lineOf([one], another)],
    ['another payout has paid out', [...EARNED, RESERVED, PAID], lineOf([one], another)],
    ['is not earned yet', EARNED.slice(0, 1), lineOf([one])],
    ['was never heard of', EARNED, lineOf([one, two])],
    ['is disputed', [...EARNED, disputed(one)], lineOf([one])],
    ['was taken back', [...EARNED, disputed(one), takenBack(one, null)], lineOf([one])],
    ['is in the hold of its market', earnedBy(one, after({ days: 1 })), lineOf([one])],
    ['is named twice', EARNED, lineOf([one, one])],
  ])('refuses a line with an order that %s', (_why, events, line) => {
    givenAccount(...events)
      .when(reservePayout, line)
      .thenRefused('payout_stale');
  });

  it('refuses amounts that are not those of its orders', () => {
    const line = lineOf([one]);
    for (const wrong of [
      { ...line, amount: lira(EARNING_MINOR + 1n) },
      { ...line, earned: lira(EARNING_MINOR + 1n) },
      { ...line, earned: lira(EARNING_MINOR - 1n), amount: lira(EARNING_MINOR - 1n) },
      { ...line, orderIds: [], earned: lira(0n), amount: lira(0n) },
      lineOf([one], { debtMinor: 1n }),
    ])
      givenAccount(...EARNED)
        .when(reservePayout, wrong)
        .thenRefused('payout_stale');
  });

  it('refuses what has become a debt since it was proposed, and settles a debt as it is', () => {
    const paidAndTakenBack = [...EARNED, RESERVED, PAID, disputed(one), takenBack(one, amount)];
    const events = [...paidAndTakenBack, ...earnedBy(two), ...earnedBy('ord_3')];
    const orders: readonly OrderId[] = [two, 'ord_3'];
    givenAccount(...events)
      .when(reservePayout, lineOf(orders, another))
      .thenRefused('payout_stale', 'owes');
    const line = lineOf(orders, { ...another, debtMinor: EARNING_MINOR });
    givenAccount(...events)
      .when(reservePayout, line)
      .then(reserved(line));
    expect(givenAccount(...events, reserved(line)).state.owedMinor).toBe(0n);
  });
});

describe('a line of a run', () => {
  const line = lineOf([one]);
  const settle = (account: CreatorAccount, currentDestination: DestinationId) =>
    settleLine(account, line, currentDestination);
  const refused = (code: string): CreatorAccountEvent => ({
    type: 'PayoutRefused',
    data: { ...OF_PAYOUT, runId: line.runId, code, refusedAt: START },
  });
  const hold: CreatorAccountEvent = {
    type: 'PayoutHoldPlaced',
    data: { creatorId: CREATOR_ID, reason: 'legal_claim', placedAt: START },
  };
  const released: CreatorAccountEvent = {
    type: 'PayoutHoldReleased',
    data: { creatorId: CREATOR_ID, releasedAt: START },
  };

  it.each<[string, readonly CreatorAccountEvent[], DestinationId, CreatorAccountEvent]>([
    ['is reserved as it was proposed', EARNED, line.destinationId, RESERVED],
    ['is refused in a hold', [...EARNED, hold], line.destinationId, refused('payout_held')],
    ['is refused where it is stale', [...EARNED, disputed(one)], line.destinationId, refused('payout_stale')],
    ['is refused where its creator wants it elsewhere', EARNED, 'dst_2', refused('payout_stale')],
  ])('%s', (_what, events, destination, then) => {
    givenAccount(...events)
      .when(settle, destination)
      .then(then);
  });

  it.each<[string, readonly CreatorAccountEvent[]]>([
    ['was refused, also when the reason is gone', [...EARNED, hold, refused('payout_held'), released]],
    ['was reserved, also when there is a reason to refuse it', [...EARNED, RESERVED, hold]],
  ])('stays as it is where it %s', (_what, events) => {
    givenAccount(...events)
      .when(settle, line.destinationId)
      .thenNothing();
  });
});

describe('what a rail says of a payout', () => {
  const report = (
    given: readonly CreatorAccountEvent[],
    told: PayoutReport,
    payoutId: PayoutId = OF_PAYOUT.payoutId,
  ) =>
    givenAccount(...EARNED, RESERVED, ...given).when(
      (account, now: Instant) => recordPayout(account, { payoutId, report: told, now }, CREATOR_ID),
      START,
    );
  const unknown: PayoutReport = { status: 'unknown' };
  const sent: PayoutReport = { status: 'sent', reference: 'tr_1', amount };
  const paid: PayoutReport = { status: 'paid', reference: 'tr_1', amount };
  const failed: PayoutReport = { status: 'failed', code: 'AC04' };
  const returned: PayoutReport = { status: 'returned', code: 'AC04' };

  it.each<[string, readonly CreatorAccountEvent[], PayoutReport, readonly CreatorAccountEvent[]]>([
    ['unknown', [], unknown, [UNKNOWN]],
    ['unknown again', [UNKNOWN], unknown, [UNKNOWN_AGAIN]],
    ['unknown after it was sent', [SENT], unknown, []],
    ['sent', [], sent, [SENT]],
    ['sent, after nothing was known', [UNKNOWN], sent, [SENT]],
    ['sent again', [SENT], sent, []],
    ['sent, when it was paid', [PAID], sent, []],
    ['paid at once', [], paid, [PAID]],
    ['paid, after nothing was known', [UNKNOWN], paid, [PAID]],
    ['paid after it was sent', [SENT], paid, [PAID]],
    ['paid again', [PAID], paid, []],
    ['paid, after it came back', [PAID, RETURNED], paid, []],
    // Only a bank names each of its entries.
    ['paid again, under another name', [PAID], { ...paid, reference: 'tr_2' }, []],
    ['paid, under another name, after it came back', [PAID, RETURNED], { ...paid, reference: 'tr_2' }, []],
    ['failed', [], failed, [FAILED]],
    ['failed, after nothing was known', [UNKNOWN], failed, [FAILED]],
    ['failed after it was sent', [SENT], failed, [FAILED]],
    ['failed again', [FAILED], failed, []],
    ['failed after it was paid: it came back', [PAID], failed, [RETURNED]],
    ['returned', [PAID], returned, [RETURNED]],
    ['returned again', [PAID, RETURNED], returned, []],
    ['returned, when it had failed', [FAILED], returned, []],
    ['returned after it was sent: it was paid before', [SENT], returned, [PAID, RETURNED]],
  ])('%s', (_name, given, told, then) => {
    report(given, told).then(...then);
  });

  it('cannot be after it failed: that is a difference, told once, which holds the account', () => {
    for (const told of [sent, paid]) {
      const detail = `pay_1 is failed, and now called ${told.status}`;
      const differed: CreatorAccountEvent = {
        type: 'PayoutDiffered',
        data: { ...OF_PAYOUT, code: 'payout_contradicted', detail, reference: null, foundAt: START },
      };
      report([FAILED], told).then(differed);
      report([FAILED, differed], told).thenNothing();
      givenAccount(...EARNED, RESERVED, FAILED, differed)
        .when(reservePayout, lineOf([one], { payoutId: 'pay_2' }))
        .thenRefused('payout_held', 'difference');
    }
  });

  it('is of its amount, or a difference', () => {
    for (const status of ['sent', 'paid'] as const)
      report([], { status, reference: 'tr_1', amount: lira(1n) }).then({
        type: 'PayoutDiffered',
        data: {
          ...OF_PAYOUT,
          code: 'payout_amount_differs',
          detail: `the rail says pay_1 is ${status}, of 0.01 TRY: it is of 1200.00 TRY`,
          reference: null,
          foundAt: START,
        },
      });
  });

  it('is a difference where it is of another payment than was asked for', () => {
    const told = { code: 'payout_differs', detail: 'it was sent to another account' };
    const differed: CreatorAccountEvent = {
      type: 'PayoutDiffered',
      data: { ...OF_PAYOUT, ...told, reference: null, foundAt: START },
    };
    report([], { status: 'differs', ...told }).then(differed);
    report([differed], { status: 'differs', ...told }).thenNothing();
  });

  it('is refused of a payout that was never reserved', () => {
    report([], paid, 'pay_9').thenRefused('payout_not_found', 'pay_9');
  });

  it('makes orders available again when it failed or came back', () => {
    for (const end of [[FAILED], [PAID, RETURNED]])
      expect(balanceOf(givenAccount(...EARNED, RESERVED, ...end).state, START)).toMatchObject({
        ...{ availableMinor: EARNING_MINOR, inTransitMinor: 0n, paidOutMinor: 0n },
      });
  });

  it('names the rail by its own reference, or the payout where there was none', () => {
    report([], returned).then({ ...PAID, data: { ...PAID.data, reference: 'pay_1' } }, RETURNED);
  });
});

describe('a chargeback that is lost after the payout', () => {
  const command = { creatorId: CREATOR_ID, orderId: one, disputeId: 'dp_ord_1', at: START };

  it('leaves a debt, also while the payout is on its way', () => {
    for (const state of [[], [SENT], [PAID]])
      givenAccount(...EARNED, RESERVED, ...state, disputed(one))
        .when(recordTakenBack, command)
        .then(takenBack(one, amount));
  });

  it('leaves none where the payout failed', () => {
    givenAccount(...EARNED, RESERVED, FAILED, disputed(one))
      .when(recordTakenBack, command)
      .then(takenBack(one, null));
  });

  it('is owed again where the payout that settled it failed or came back', () => {
    const debt = [...EARNED, RESERVED, PAID, disputed(one), takenBack(one, amount)];
    const payoutId: PayoutId = 'pay_2';
    const line = lineOf([two, 'ord_3'], { payoutId, debtMinor: EARNING_MINOR });
    const { earned, debtSettled, amount: paidAmount } = line;
    const failed: CreatorAccountEvent = {
      type: 'PayoutFailed',
      data: { ...undone, payoutId, earned, debtSettled, amount: paidAmount, failedAt: START },
    };
    const { state } = givenAccount(...debt, ...earnedBy(two), ...earnedBy('ord_3'), reserved(line), failed);
    expect(state.owedMinor).toBe(EARNING_MINOR);
  });

  it('of a payout that fails later is neither owed nor paid out again', () => {
    const events = [...EARNED, RESERVED, disputed(one), takenBack(one, amount)];
    const given = givenAccount(...events);
    const failed = { ...undone, takenBack: amount };
    given
      .when(
        (account, now: Instant) =>
          recordPayout(
            account,
            { ...OF_PAYOUT, report: { status: 'failed', code: 'AC04' }, now },
            CREATOR_ID,
          ),
        START,
      )
      .then({ type: 'PayoutFailed', data: { ...failed, failedAt: START } });
    const { state } = givenAccount(...events, { type: 'PayoutFailed', data: { ...failed, failedAt: START } });
    expect(state.owedMinor).toBe(0n);
    expect(balanceOf(state, START)).toMatchObject({ availableMinor: 0n, takenBackMinor: EARNING_MINOR });
  });
});

describe('what can be paid out', () => {
  const proposal = (events: readonly CreatorAccountEvent[], minimumMinor = 0n, now = START) =>
    proposalOf(givenAccount(...events).state, { currency: 'TRY', minimumMinor, now });
  const parts = (orderIds: readonly OrderId[], debtMinor = 0n) => {
    const { earned, debtSettled, amount: paidAmount } = lineOf(orderIds, { debtMinor });
    return { orderIds, earned, debtSettled, amount: paidAmount };
  };
  const day = after({ days: 1 });

  it('is every order that is available, the longest available first', () => {
    const [later, sooner] = [earnedBy('ord_0', day), [...earnedBy(two), ...EARNED]];
    // In whichever order they were earned.
    for (const events of [
      [...later, ...sooner],
      [...sooner, ...later],
    ])
      expect(proposal(events, 0n, day)).toEqual(parts([one, two, 'ord_0']));
  });

  it.each<[string, readonly CreatorAccountEvent[], bigint, NothingToPayOut]>([
    ['has earned nothing', [], 0n, 'nothing_available'],
    ['has nothing but what is disputed', [...EARNED, disputed(one)], 0n, 'nothing_available'],
    ['has less than the minimum', EARNED, EARNING_MINOR + 1n, 'below_minimum'],
    [
      'owes as much',
      [...EARNED, RESERVED, PAID, disputed(one), takenBack(one, amount), ...earnedBy(two)],
      0n,
      'below_minimum',
    ],
    [
      'is held',
      [
        ...EARNED,
        { type: 'PayoutHoldPlaced', data: { creatorId: CREATOR_ID, reason: 'legal_claim', placedAt: START } },
      ],
      0n,
      'payout_held',
    ],
  ])('is nothing where the creator %s', (_why, events, minimumMinor, expected) => {
    expect(proposal(events, minimumMinor)).toBe(expected);
  });

  it('is nothing before the hold of the market ends', () => {
    expect(proposal(earnedBy(one, day), 0n, justBefore(day))).toBe('nothing_available');
    expect(proposal(earnedBy(one, day), EARNING_MINOR, day)).toEqual(parts([one]));
  });

  it('settles the debt, and pays on top what was settled and not owed after all', () => {
    const settled = reserved(lineOf([two, 'ord_3'], { payoutId: 'pay_2', debtMinor: EARNING_MINOR }));
    const events = [
      ...[...EARNED, RESERVED, PAID, disputed(one), takenBack(one, amount)],
      ...[...earnedBy(two), ...earnedBy('ord_3')],
    ];
    expect(proposal(events)).toEqual(parts([two, 'ord_3'], EARNING_MINOR));
    const cameBack: CreatorAccountEvent = {
      type: 'PayoutReturned',
      data: {
        ...undone,
        takenBack: amount,
        rail: 'stripe_transfers',
        returnedBefore: null,
        charges: null,
        returnedAt: START,
      },
    };
    expect(proposal([...events, settled, cameBack, ...earnedBy('ord_4')])).toEqual(
      parts(['ord_4'], -EARNING_MINOR),
    );
  });

  it('is no more orders than one payout settles, and no more than a provider takes at once', () => {
    const many = Array.from(
      { length: MOST_ORDERS_PER_PAYOUT + 1 },
      (_, index): OrderId => `ord_${String(index)}`,
    );
    const proposed = proposal(many.flatMap((orderId) => earnedBy(orderId)));
    expect(proposed).toHaveProperty('orderIds.length', MOST_ORDERS_PER_PAYOUT);
    const most = proposal(
      many.slice(0, 400).flatMap((orderId) => earnedBy(orderId)),
      0n,
    );
    expect(most).toHaveProperty('amount', lira(400n * EARNING_MINOR));
    const dear = many.slice(0, 3).flatMap((orderId) => worth(orderId, HIGHEST_AMOUNT_MINOR / 2n));
    expect(proposal(dear)).toHaveProperty('orderIds', [many[0], many[1]]);
  });

  it('is just as much as a provider takes at once, what is owed taken off', () => {
    const exact = [...worth(one, HIGHEST_AMOUNT_MINOR - 5n), ...worth(two, 5n), ...worth('ord_3', 1n)];
    expect(proposal(exact)).toHaveProperty('amount', lira(HIGHEST_AMOUNT_MINOR));
    const debt = [...EARNED, RESERVED, PAID, disputed(one), takenBack(one, amount)];
    const owing = [
      ...debt,
      ...worth(two, HIGHEST_AMOUNT_MINOR),
      ...worth('ord_3', EARNING_MINOR),
      ...worth('ord_4', 1n),
    ];
    expect(proposal(owing)).toMatchObject({ orderIds: [two, 'ord_3'], amount: lira(HIGHEST_AMOUNT_MINOR) });
  });

  it('may be a single minor unit, where no minimum forbids it', () => {
    expect(proposal(worth(one, 1n))).toMatchObject({ amount: lira(1n) });
  });
});

describe('a payout of which a part comes back', () => {
  const paidWith = (minor: bigint): PayoutReport => ({
    ...{ status: 'paid', reference: 'tr_1', amount, returned: lira(minor) },
  });
  const part = (minor: bigint): CreatorAccountEvent => ({
    type: 'PayoutPartReturned',
    data: { ...OF_PAYOUT, rail: 'stripe_transfers', amount: lira(minor), returnedAt: START },
  });
  const aCase = (minor: string, inAll: string): CreatorAccountEvent => ({
    type: 'PayoutDiffered',
    data: {
      ...{ ...OF_PAYOUT, code: 'payout_returned_in_part', reference: null, foundAt: START },
      detail: `${minor} TRY of pay_1 came back: ${inAll} TRY of 1200.00 TRY in all`,
    },
  });
  const given = (...events: readonly CreatorAccountEvent[]) => givenAccount(...EARNED, RESERVED, ...events);
  const told = (events: readonly CreatorAccountEvent[], report: PayoutReport) =>
    given(...events).when(
      (account, now: Instant) =>
        recordPayout(account, { payoutId: OF_PAYOUT.payoutId, report, now }, CREATOR_ID),
      START,
    );
  const FIRST = [part(500n), aCase('5.00', '5.00')];

  it('is a case, and tells what came back since it was told before', () => {
    told([PAID], paidWith(0n)).thenNothing();
    told([PAID], paidWith(500n)).then(...FIRST);
    told([PAID, ...FIRST], paidWith(500n)).thenNothing();
    // Read earlier, told later.
    told([PAID, ...FIRST], paidWith(400n)).thenNothing();
    told([PAID, ...FIRST], paidWith(700n)).then(part(200n), aCase('2.00', '7.00'));
    told([], paidWith(500n)).then(PAID, ...FIRST);
    told([PAID], { ...paidWith(500n), returned: money(500n, 'AED') } as PayoutReport).thenNothing();
  });

  it('stays paid, holds the account, and is owed to its creator', () => {
    const { state } = given(PAID, ...FIRST);
    expect(state).toMatchObject({ owedMinor: -500n, hold: 'difference' });
    expect(state.payouts.get(OF_PAYOUT.payoutId)).toMatchObject({ status: 'paid', returnedMinor: 500n });
  });

  it('is paid out without that part, so that nothing of it is counted twice once it is paid again', () => {
    const { state } = given(PAID, ...FIRST);
    const { paidOutMinor, owedMinor } = balanceOf(state, START);
    expect(paidOutMinor).toBe(EARNING_MINOR - 500n);
    expect(paidOutMinor - owedMinor).toBe(EARNING_MINOR);
  });

  it('owes nothing of it any more once the rest has come back, too', () => {
    const rest: CreatorAccountEvent = {
      type: 'PayoutReturned',
      data: {
        ...{ ...undone, code: 'reversed', rail: 'stripe_transfers' },
        ...{ returnedBefore: lira(500n), charges: null, returnedAt: START },
      },
    };
    told([PAID, ...FIRST], { status: 'returned', code: 'reversed' }).then(rest);
    const { state } = given(PAID, ...FIRST, rest);
    expect(state.owedMinor).toBe(0n);
    expect(balanceOf(state, START)).toMatchObject({ availableMinor: EARNING_MINOR, paidOutMinor: 0n });
    told([PAID, ...FIRST, rest], paidWith(500n)).thenNothing();
  });

  it('is no part where all of it is back, which is told by another report', () => {
    told([PAID], paidWith(EARNING_MINOR)).thenNothing();
  });
});

describe('a payout of which nothing is known', () => {
  const at = (ms: number) => plusMs(START, ms);
  const unknownAt = (failures: number, now: Instant): CreatorAccountEvent => ({
    type: 'PayoutOutcomeUnknown',
    data: { ...OF_PAYOUT, failures, unknownAt: now, retryAt: plusMs(now, failures === 1 ? 5_000 : 10_000) },
  });
  const again = (events: readonly CreatorAccountEvent[], now: Instant) =>
    givenAccount(...EARNED, RESERVED, ...events).when(
      (account, then: Instant) =>
        recordPayout(
          account,
          { payoutId: OF_PAYOUT.payoutId, report: { status: 'unknown' }, now: then },
          CREATOR_ID,
        ),
      now,
    );
  const TWO_DAYS_MS = 2 * 24 * 3_600_000;
  const aCase: CreatorAccountEvent = {
    type: 'PayoutDiffered',
    data: {
      ...{ ...OF_PAYOUT, code: 'payout_outcome_unknown', reference: null, foundAt: at(TWO_DAYS_MS) },
      detail: `what became of pay_1 is not known since ${START}`,
    },
  };

  it('is a case after two days, once', () => {
    again([unknownAt(1, START)], at(TWO_DAYS_MS - 1)).then(unknownAt(2, at(TWO_DAYS_MS - 1)));
    again([unknownAt(1, START)], at(TWO_DAYS_MS)).then(unknownAt(2, at(TWO_DAYS_MS)), aCase);
    const told = givenAccount(...EARNED, RESERVED, unknownAt(1, START), unknownAt(2, at(TWO_DAYS_MS)), aCase);
    expect(told.state.payouts.get(OF_PAYOUT.payoutId)).toMatchObject({ unknownSince: START });
    const decision = recordPayout(
      told.state,
      { payoutId: OF_PAYOUT.payoutId, report: { status: 'unknown' }, now: at(3 * TWO_DAYS_MS) },
      CREATOR_ID,
    );
    expect(decision).toMatchObject([{ type: 'PayoutOutcomeUnknown' }]);
  });
});

describe('a hold', () => {
  const place = { creatorId: CREATOR_ID, reason: 'identity_check', now: START } as const;
  const PLACED: CreatorAccountEvent = {
    type: 'PayoutHoldPlaced',
    data: { creatorId: CREATOR_ID, reason: 'identity_check', placedAt: START },
  };
  const RELEASED: CreatorAccountEvent = {
    type: 'PayoutHoldReleased',
    data: { creatorId: CREATOR_ID, releasedAt: START },
  };

  it('is placed and released, each once', () => {
    givenAccount().when(placeHold, place).then(PLACED);
    givenAccount(PLACED).when(placeHold, place).thenNothing();
    givenAccount(PLACED).when(releaseHold, place).then(RELEASED);
    givenAccount().when(releaseHold, place).thenNothing();
  });

  it('lets nothing be reserved until it is released', () => {
    givenAccount(...EARNED, PLACED)
      .when(reservePayout, lineOf([one]))
      .thenRefused('payout_held', 'identity_check');
    givenAccount(...EARNED, PLACED, RELEASED)
      .when(reservePayout, lineOf([one]))
      .then(RESERVED);
  });
});

import { describe, expect, it } from '@jest/globals';
import { creatorAccounts } from '../../../src/application/aggregates.js';
import {
  recordDisputed,
  recordEarned,
  recordLost,
  recordPending,
  recordReleased,
  recordTakenBack,
} from '../../../src/domain/creator-account/decide.js';
import { balanceOf } from '../../../src/domain/creator-account/balance.js';
import type { CreatorAccountEvent, EarningPending } from '../../../src/domain/creator-account/events.js';
import type { OrderId } from '../../../src/domain/ids.js';
import { splitFee } from '../../../src/domain/money.js';
import type { Instant } from '../../../src/domain/time.js';
import { givenFor } from '../../support/given.js';
import { CREATOR_ID, PRICE } from '../people.js';
import { justBefore, later, START } from '../timeline.js';

const givenAccount = givenFor(creatorAccounts);

const orderId: OrderId = 'ord_1';
const ofOrder = { creatorId: CREATOR_ID, orderId };
const { fee, earning } = splitFee(PRICE, 2_000);
const amounts = { ...ofOrder, price: PRICE, fee, earning };
const availableAt = later(START, { days: 7 });
const chargeback = { ...ofOrder, disputeId: 'dp_1' };

const PENDING: EarningPending = { type: 'EarningPending', data: { ...amounts, pendingAt: START } };
const LOST: CreatorAccountEvent = { type: 'EarningLost', data: { ...ofOrder, earning, lostAt: START } };
const EARNED: CreatorAccountEvent = {
  type: 'EarningEarned',
  data: { ...amounts, earnedAt: START, availableAt },
};
const DISPUTED: CreatorAccountEvent = {
  type: 'EarningDisputed',
  data: { ...chargeback, earning, disputedAt: START },
};
const RELEASED: CreatorAccountEvent = {
  type: 'EarningReleased',
  data: { ...chargeback, earning, releasedAt: START },
};
const TAKEN_BACK: CreatorAccountEvent = {
  type: 'EarningTakenBack',
  data: { ...amounts, disputeId: 'dp_1', owed: null, takenBackAt: START },
};

const pending = { ...amounts, pendingAt: START };
const earned = { ...amounts, earnedAt: START, availableAt };
const lost = { ...ofOrder, earning, lostAt: START };
const disputed = { ...chargeback, at: START };

describe('the earning of an order', () => {
  it('is pending when the creator accepts, earned when they deliver', () => {
    givenAccount().when(recordPending, pending).then(PENDING);
    givenAccount(PENDING).when(recordEarned, earned).then(EARNED);
  });

  it('is lost when the order ends without a delivery', () => {
    givenAccount(PENDING).when(recordLost, lost).then(LOST);
  });

  it('of an order that was never accepted cannot be lost', () => {
    givenAccount().when(recordLost, lost).thenNothing();
  });

  it('is disputed while a chargeback is open, and the same as before when that is won', () => {
    givenAccount(PENDING, EARNED).when(recordDisputed, disputed).then(DISPUTED);
    givenAccount(PENDING, EARNED, DISPUTED).when(recordReleased, disputed).then(RELEASED);
  });

  it('is taken back when the chargeback is lost', () => {
    givenAccount(PENDING, EARNED, DISPUTED).when(recordTakenBack, disputed).then(TAKEN_BACK);
  });

  it('that is lost or not earned yet cannot be disputed', () => {
    for (const events of [[], [PENDING], [PENDING, LOST]])
      givenAccount(...events)
        .when(recordDisputed, disputed)
        .thenNothing();
  });

  it('is not decided by another chargeback than the one that is open', () => {
    const another = { ...disputed, disputeId: 'dp_2' };
    const account = givenAccount(PENDING, EARNED, DISPUTED);
    account.when(recordReleased, another).thenNothing();
    account.when(recordTakenBack, another).thenNothing();
    for (const decide of [recordReleased, recordTakenBack])
      givenAccount(PENDING, EARNED).when(decide, disputed).thenNothing();
  });

  it('is one and the same, however often and late it is told', () => {
    const told: readonly [CreatorAccountEvent, (given: ReturnType<typeof givenAccount>) => void][] = [
      [PENDING, (given) => given.when(recordPending, pending).thenNothing()],
      [EARNED, (given) => given.when(recordEarned, earned).thenNothing()],
      [DISPUTED, (given) => given.when(recordDisputed, disputed).thenNothing()],
      [RELEASED, (given) => given.when(recordReleased, disputed).thenNothing()],
      [TAKEN_BACK, (given) => given.when(recordTakenBack, disputed).thenNothing()],
    ];
    for (const history of [
      [PENDING, LOST],
      [PENDING, EARNED, DISPUTED, RELEASED],
      [PENDING, EARNED, DISPUTED, TAKEN_BACK],
    ])
      history.forEach((event, index) => {
        for (const [which, again] of told) if (which === event) again(givenAccount(...history));
        if (event === LOST)
          givenAccount(...history.slice(0, index + 1))
            .when(recordLost, lost)
            .thenNothing();
      });
    for (const over of [
      [PENDING, LOST],
      [PENDING, EARNED, DISPUTED, TAKEN_BACK],
    ])
      for (const [, again] of told) again(givenAccount(...over));
  });
});

describe('the balance of an account', () => {
  const balance = (now: Instant, ...events: readonly CreatorAccountEvent[]) =>
    balanceOf(givenAccount(...events).state, now);
  const nothing = {
    ...{ pendingMinor: 0n, inHoldMinor: 0n, availableMinor: 0n },
    ...{ disputedMinor: 0n, takenBackMinor: 0n, inTransitMinor: 0n, paidOutMinor: 0n, owedMinor: 0n },
  };
  const minor = earning.amountMinor;

  it.each<[string, readonly CreatorAccountEvent[], object]>([
    ['is nothing at first', [], {}],
    ['is pending until the delivery', [PENDING], { pendingMinor: minor }],
    ['is nothing of what was lost', [PENDING, LOST], {}],
    ["is in the market's hold after the delivery", [PENDING, EARNED], { inHoldMinor: minor }],
    ['is disputed while a chargeback is open', [PENDING, EARNED, DISPUTED], { disputedMinor: minor }],
    ['is as before once that is won', [PENDING, EARNED, DISPUTED, RELEASED], { inHoldMinor: minor }],
    ['is taken back once that is lost', [PENDING, EARNED, DISPUTED, TAKEN_BACK], { takenBackMinor: minor }],
  ])('%s', (_name, events, expected) => {
    expect(balance(justBefore(availableAt), ...events)).toEqual({ ...nothing, ...expected });
  });

  it('is available from the very instant that the hold ends', () => {
    expect(balance(availableAt, PENDING, EARNED)).toEqual({ ...nothing, availableMinor: minor });
    expect(balance(availableAt, PENDING, EARNED, DISPUTED)).toEqual({ ...nothing, disputedMinor: minor });
  });

  it('adds up the orders of the account', () => {
    const another = { orderId: 'ord_2' as OrderId };
    const second: CreatorAccountEvent = { type: 'EarningPending', data: { ...PENDING.data, ...another } };
    expect(balance(START, PENDING, second)).toEqual({ ...nothing, pendingMinor: 2n * minor });
  });
});

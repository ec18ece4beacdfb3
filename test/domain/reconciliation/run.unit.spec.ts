import { describe, expect, it } from '@jest/globals';
import { reconciliations } from '../../../src/application/aggregates.js';
import { entryOf } from '../../../src/domain/ledger/journal.js';
import {
  boundsOfDay,
  DAY,
  daysToReconcile,
  type Progress,
  recordFailed,
  recordFinished,
  recordProgress,
  startDaily,
  startReconciliation,
} from '../../../src/domain/reconciliation/decide.js';
import type { BankMovement } from '../../../src/domain/reconciliation/bank-movement.js';
import {
  reconciliationId,
  type ReconciliationEvent,
  type Section,
  type Tally,
} from '../../../src/domain/reconciliation/run.js';
import { HOUR_MS, type Instant, plusMs } from '../../../src/domain/time.js';
import { givenFor } from '../../support/given.js';
import { START } from '../timeline.js';

const givenRun = givenFor(reconciliations);
const now = START;
const of = { provider: 'stripe_test', day: '2026-11-22', run: 1 };
const start = { provider: of.provider, day: of.day, by: 'ayşe', now };
const nothing: Omit<Progress, 'now'> = {
  ...{ after: null, tallies: [], takenIn: 0, takenInAt: null, caseIds: [] },
};
const STARTED: ReconciliationEvent = {
  type: 'ReconciliationStarted',
  data: { ...of, startedBy: 'ayşe', startedAt: now },
};
const progressed = (section: Section, looked: Partial<Progress> = {}, run = 1): ReconciliationEvent => ({
  type: 'ReconciliationProgressed',
  data: { ...of, run, section, ...nothing, ...looked, progressedAt: now },
});
const FINISHED: ReconciliationEvent = {
  type: 'ReconciliationFinished',
  data: { ...of, cases: 0, takenIn: 0, finishedAt: now },
};
const FAILED: ReconciliationEvent = { type: 'ReconciliationFailed', data: { ...of, failedAt: now } };
const AGAIN: ReconciliationEvent = {
  type: 'ReconciliationStarted',
  data: { ...of, run: 2, startedBy: 'ayşe', startedAt: now },
};
const fees = (amountMinor: bigint, currency = 'TRY'): Tally => ({
  ...{ section: 'fees', currency, objects: 1, amountMinor },
});
const taken = (amountMinor: bigint, run = 1): ReconciliationEvent => ({
  type: 'ProviderFeesTaken',
  data: { ...of, run, fee: { amountMinor, currency: 'TRY' }, takenAt: now },
});

const PAID_OUT: BankMovement = {
  ...{ movementId: 'txn_1', kind: 'paid_out', objectId: 'po_1', movedAt: plusMs(now, -1) },
  amount: { amountMinor: 900n, currency: 'TRY' },
};
const TOPPED_UP: BankMovement = {
  ...{ ...PAID_OUT, movementId: 'txn_2', kind: 'topped_up', objectId: null },
  amount: { amountMinor: 250n, currency: 'TRY' },
};
const moved = (movement = PAID_OUT, run = 1): ReconciliationEvent => ({
  type: 'ProviderBankMovementFound',
  data: { ...of, run, ...movement, foundAt: now },
});

describe('a reconciliation', () => {
  it('of a day is one run at a time, and can be run again', () => {
    givenRun().when(startReconciliation, start).then(STARTED);
    givenRun(STARTED).when(startReconciliation, start).thenNothing();
    for (const over of [FINISHED, FAILED])
      givenRun(STARTED, over).when(startReconciliation, start).then(AGAIN);
  });

  it.each([
    ...['2026-02-30', '2026-13-01', 'yesterday', '2026-11-22T00:00:00Z', '20261122', '+002026-11-22'],
    // A month of a year with five digits, written as ISO 8601 allows.
    '+012345-11',
  ])('is of a day, and %s is none', (day) => {
    givenRun()
      .when(startReconciliation, { ...start, day })
      .thenRefused('reconciliation_day_invalid', 'no such day');
  });

  it('is of a day that is written alone', () => {
    expect('2026-11-22').toMatch(DAY);
    expect('02026-11-22').not.toMatch(DAY);
    expect('2026-11-22T00:00:00Z').not.toMatch(DAY);
  });

  it('has the name of its provider and its day', () => {
    expect(reconciliationId('stripe_test', '2026-11-22')).toBe('stripe_test.2026-11-22');
  });

  it('is of a day that has begun', () => {
    const midnight = '2026-11-24T00:00:00.000Z' as Instant;
    const tomorrow = { ...start, day: '2026-11-24' };
    givenRun()
      .when(startReconciliation, { ...tomorrow, now: plusMs(midnight, -1) })
      .thenRefused('reconciliation_day_invalid', 'not begun');
    expect(startReconciliation({ status: 'none' }, { ...tomorrow, now: midnight })).toHaveLength(1);
    expect(boundsOfDay('2026-11-24')).toEqual({ from: midnight, to: '2026-11-25T00:00:00.000Z' });
  });

  it('is begun by the clock once, an hour after the day', () => {
    const anHourAfter = '2026-11-23T01:00:00.000Z' as Instant;
    expect(daysToReconcile(anHourAfter)).toEqual([
      ...['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22'],
    ]);
    expect(daysToReconcile(plusMs(anHourAfter, -1)).at(-1)).toBe('2026-11-21');
    expect(daysToReconcile(plusMs(anHourAfter, 22 * HOUR_MS)).at(-1)).toBe('2026-11-22');
    givenRun().when(startDaily, start).then(STARTED);
    for (const over of [FINISHED, FAILED]) givenRun(STARTED, over).when(startDaily, start).thenNothing();
  });

  it('goes on behind what was looked at, section by section', () => {
    const looked = { ...nothing, after: 'ch_1', now };
    givenRun(STARTED, progressed('missed_events'))
      .when(recordProgress, looked)
      .then(progressed('missed_payments', { after: 'ch_1' }));
    expect(givenRun(STARTED, progressed('missed_events', { after: 'evt_1' })).state).toMatchObject({
      ...{ section: 'missed_events', after: 'evt_1' },
    });
    expect(givenRun(STARTED, progressed('missed_events')).state).toMatchObject({
      ...{ section: 'missed_payments', after: null },
    });
    expect(givenRun(STARTED, progressed('resolving')).state).toMatchObject({ section: 'resolving' });
    for (const over of [FINISHED, FAILED]) givenRun(STARTED, over).when(recordProgress, looked).thenNothing();
    givenRun().when(recordProgress, looked).thenNothing();
  });

  it('adds up what it has looked at and found', () => {
    const tally = (currency: string): Tally => ({ ...fees(5n, currency), section: 'payments' });
    const ofRefunds: Tally = { ...fees(3n), section: 'refunds' };
    const { state } = givenRun(
      ...[STARTED, progressed('missed_refunds', { takenIn: 2, takenInAt: '7' })],
      progressed('payments', { after: 'ch_2', tallies: [tally('TRY'), tally('AED')], caseIds: ['cas_1'] }),
      progressed('payments', { tallies: [tally('TRY')], caseIds: ['cas_1', 'cas_2'], takenIn: 1 }),
      progressed('refunds', { tallies: [ofRefunds] }),
    );
    expect(state).toMatchObject({
      ...{ takenIn: 3, takenInAt: '7', caseIds: ['cas_1', 'cas_2'] },
      tallies: [{ ...tally('TRY'), objects: 2, amountMinor: 10n }, tally('AED'), ofRefunds],
    });
  });

  it('knows which cases earlier runs have found', () => {
    const { state } = givenRun(
      ...[STARTED, progressed('payments', { caseIds: ['cas_1', 'cas_2'] }), FINISHED, AGAIN],
      ...[progressed('payments', { caseIds: ['cas_2'] }, 2)],
    );
    expect(state).toMatchObject({ earlierCaseIds: ['cas_1', 'cas_2'], caseIds: ['cas_2'] });
  });

  it('tells what the provider has taken once all of it is known', () => {
    const first = progressed('fees', { after: 'txn_1', tallies: [fees(300n), fees(9n, 'CHF')] });
    const paidOut: Tally = { ...fees(7_000n), section: 'payouts' };
    const history = [STARTED, progressed('payouts', { tallies: [paidOut] }), first];
    const last = { ...nothing, tallies: [fees(20n)], now };
    givenRun(...history)
      .when(recordProgress, { ...last, after: 'txn_2' })
      .then(progressed('fees', { tallies: [fees(20n)], after: 'txn_2' }));
    givenRun(...history)
      .when(recordProgress, last)
      .then(taken(320n), progressed('fees', { tallies: [fees(20n)] }));
  });

  it('tells only what no earlier run has told', () => {
    const before = [STARTED, progressed('payouts'), taken(320n), progressed('fees'), FINISHED];
    const again = [AGAIN, progressed('payouts', {}, 2)];
    const looked = (amountMinor: bigint) => ({ ...nothing, tallies: [fees(amountMinor)], now });
    givenRun(...before, ...again)
      .when(recordProgress, looked(320n))
      .then(progressed('fees', { tallies: [fees(320n)] }, 2));
    givenRun(...before, ...again)
      .when(recordProgress, looked(325n))
      .then(taken(5n, 2), progressed('fees', { tallies: [fees(325n)] }, 2));
  });

  it('books what the provider has taken', () => {
    expect(entryOf(taken(320n))).toMatchObject({
      currency: 'TRY',
      postings: [
        { account: 'provider_fees', amountMinor: 320n },
        { account: 'provider_clearing', amountMinor: -320n },
      ],
    });
  });

  it('tells each movement between the provider and our bank once, whichever run finds it', () => {
    const looked = { ...nothing, bankMovements: [PAID_OUT], now };
    const fees = [STARTED, progressed('payouts')];
    givenRun(...fees)
      .when(recordProgress, looked)
      .then(moved(), progressed('fees'));
    givenRun(...fees, moved(), progressed('fees', { after: 'txn_1' }))
      .when(recordProgress, looked)
      .then(progressed('fees'));
    const again = [AGAIN, progressed('payouts', {}, 2)];
    givenRun(...fees, moved(), FINISHED, ...again)
      .when(recordProgress, { ...looked, bankMovements: [PAID_OUT, TOPPED_UP] })
      .then(moved(TOPPED_UP, 2), progressed('fees', {}, 2));
    expect(givenRun(...fees, moved(), FINISHED, ...again, moved(TOPPED_UP, 2)).state).toMatchObject({
      ...{ bankMovementIds: ['txn_1', 'txn_2'], bankMoved: new Map([['TRY', -650n]]) },
    });
  });

  it.each([
    ['paid_out', 'bank', 'provider_clearing'],
    ['top_up_returned', 'bank', 'provider_clearing'],
    ['payout_returned', 'provider_clearing', 'bank'],
    ['topped_up', 'provider_clearing', 'bank'],
  ] as const)('books what is %s to %s from %s, when it moved', (kind, to, from) => {
    expect(entryOf(moved({ ...PAID_OUT, kind }))).toMatchObject({
      ...{ currency: 'TRY', effectiveAt: PAID_OUT.movedAt },
      postings: [
        { account: to, amountMinor: 900n },
        { account: from, amountMinor: -900n },
      ],
    });
  });

  it('ends once', () => {
    const found = progressed('payments', { caseIds: ['cas_1'], takenIn: 3 });
    givenRun(STARTED, found)
      .when(recordFinished, { now })
      .then({ type: 'ReconciliationFinished', data: { ...of, cases: 1, takenIn: 3, finishedAt: now } });
    givenRun(STARTED).when(recordFailed, { now }).then(FAILED);
    for (const over of [FINISHED, FAILED])
      for (const end of [recordFinished, recordFailed])
        givenRun(STARTED, over).when(end, { now }).thenNothing();
    givenRun().when(recordFinished, { now }).thenNothing();
    givenRun().when(recordFailed, { now }).thenNothing();
  });
});

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { creatorAccounts, creators } from '../../src/application/aggregates.js';
import { cronOf } from '../../src/application/payouts/cron.js';
import { PayoutSchedule } from '../../src/application/payouts/payout-schedule.js';
import { ProposePayoutRunHandler } from '../../src/application/payouts/propose-payout-run.js';
import { payoutRunList } from '../../src/application/projections/payouts.js';
import { AggregatesRuntime } from '../../src/application/runtime/aggregates-runtime.js';
import { ReadModelReader } from '../../src/application/runtime/read-model-reader.js';
import { AMONG_OTHERS } from '../../src/application/runtime/remembered-streams.js';
import { creatorAccountId } from '../../src/domain/creator-account/account.js';
import type { CreatorId } from '../../src/domain/ids.js';
import { money } from '../../src/domain/money.js';
import { DAY_MS } from '../../src/domain/time.js';
import { runApplication, type RunningApplication } from '../support/running-application.js';

const CREATOR: CreatorId = 'cre_0193a5d2-0000-7000-8000-000000000004';
const system = { role: 'system', id: 'test' } as const;

describe('the schedule of payout runs, of several instances', () => {
  let running: RunningApplication;
  beforeEach(async () => (running = await runApplication()));
  afterEach(() => running.end());

  /** An instance of its own, on the same log and read models. */
  function instance(): PayoutSchedule {
    const { application, engines } = running;
    const { store, clock, random, models, bankFiles } = engines;
    const aggregates = new AggregatesRuntime(store, application.codec, clock, random, AMONG_OTHERS);
    const reader = new ReadModelReader(models, application.projections);
    const handler = new ProposePayoutRunHandler(aggregates, reader, clock, bankFiles);
    const plan = { cron: cronOf('0 6 * * *'), minimums: new Map() };
    return new PayoutSchedule(plan, clock, reader, (command) => handler.execute(command));
  }

  async function somethingToPayOut(): Promise<void> {
    const { aggregates } = running.application;
    const [price, fee, earning] = [money(15_000n, 'TRY'), money(3_000n, 'TRY'), money(12_000n, 'TRY')];
    await aggregates.execute(creators, CREATOR, running.context(system), (_creator, now) => [
      {
        type: 'CreatorRegistered',
        data: {
          ...{ creatorId: CREATOR, name: 'Ada', bornOn: '1990-05-17', market: 'TR', followers: 120_000 },
          registeredAt: now,
        },
      },
      {
        type: 'PayoutDestinationSet',
        data: {
          ...{ creatorId: CREATOR, destinationId: 'dst_0193a5d2-0000-7000-8000-000000000008' },
          ...{ rail: 'stripe_transfers', account: 'acct_1', holder: null, bic: null, setAt: now },
        },
      },
    ]);
    const account = creatorAccountId(CREATOR, 'TRY');
    const amounts = {
      creatorId: CREATOR,
      orderId: 'ord_0193a5d2-0000-7000-8000-000000000001',
      price,
      fee,
      earning,
    } as const;
    await aggregates.execute(creatorAccounts, account, running.context(system), (_account, now) => [
      { type: 'EarningPending', data: { ...amounts, pendingAt: now } },
      { type: 'EarningEarned', data: { ...amounts, earnedAt: now, availableAt: now } },
    ]);
    await running.caughtUp('creator_accounts');
  }

  async function runs(): Promise<number> {
    await running.caughtUp('payout_runs');
    const { application, engines } = running;
    return new ReadModelReader(engines.models, application.projections).count(payoutRunList);
  }

  it('proposes one run for one occasion, however many do it, at once or one after the other', async () => {
    await somethingToPayOut();
    await Promise.all([instance().run(), instance().run(), instance().run()]);
    await instance().run();
    expect(await runs()).toBe(1);
    await running.advance(DAY_MS);
    const [one, other] = [instance(), instance()];
    await Promise.all([one.run(), other.run()]);
    await one.run();
    expect(await runs()).toBe(2);
  });

  it('proposes none where there is nothing to be paid out', async () => {
    await instance().run();
    expect(await runs()).toBe(0);
  });
});

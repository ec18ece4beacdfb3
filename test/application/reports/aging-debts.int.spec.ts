import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { creatorAccounts, orders } from '../../../src/application/aggregates.js';
import { makeId, type OrderId } from '../../../src/domain/ids.js';
import { SAMPLES } from '../../fixtures/events/samples.js';
import { readJson } from '../../support/read-table.js';
import { tableFile } from '../../support/table-file.js';
import { happened } from '../happened.js';
import { creator, REGISTERED, StoryLog, type ToRecord } from './story-log.js';

const order = (n: number): OrderId => makeId('ord', `0193a5d2-0000-7000-8000-${String(n).padStart(12, '0')}`);
const ACCOUNT = `${creatorAccounts.category}-${creator(1)}.${SAMPLES.EarningEarned.price.currency}`;

/** Paid out, and then lost to the bank. */
function takenBack(n: number): readonly ToRecord[] {
  const of = { orderId: order(n), creatorId: creator(1) };
  const { earning } = SAMPLES.EarningTakenBack;
  return [
    { stream: `${orders.category}-${order(n)}`, event: happened('OrderPlaced', of) },
    { stream: ACCOUNT, event: happened('EarningPending', of) },
    { stream: ACCOUNT, event: happened('EarningEarned', of) },
    { stream: ACCOUNT, event: happened('EarningTakenBack', { ...of, owed: earning }) },
  ];
}

describe('what a creator owes', () => {
  let log: StoryLog;
  beforeAll(async () => {
    log = await StoryLog.open();
  });
  afterAll(() => log.end());

  it('is as old as the debt, however it has grown since', async () => {
    await log.record([...REGISTERED, ...takenBack(1)]);
    const first = (await log.store.lastPosition()) ?? 0n;
    await log.record(takenBack(2));
    const debtAsOf = async (asOf: bigint | undefined) => {
      const { rows } = readJson(await tableFile('json', await log.report('aging', { asOf })));
      return rows.filter(({ stage }) => stage === 'owed_by_creator');
    };
    const [before] = await debtAsOf(first);
    const [after] = await debtAsOf(undefined);
    expect(before?.['since']).toBeDefined();
    expect(Number(after?.['amount_minor'])).toBe(2 * Number(before?.['amount_minor']));
    expect(after?.['since']).toBe(before?.['since']);
  });
});

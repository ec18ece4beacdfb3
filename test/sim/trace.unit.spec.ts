import { describe, expect, it } from '@jest/globals';
import { historyOf } from '../../sim/world/names.js';
import { fieldsOf } from '../../sim/world/told.js';
import { Trace } from '../../sim/world/trace.js';

const order = (digit: string) => `ord_019b7720-b592-75b1-8ec6-71106ee9028${digit}`;

describe('a trace', () => {
  it('reads with names for ids, and has the same digest whoever reads it', () => {
    const [kept, unread] = [new Trace(() => 1_500, true), new Trace(() => 1_500, false)];
    for (const trace of [kept, unread]) {
      trace.tell('log', `7 order-${order('a')}@3 OrderAccepted`, () => `orderId=${order('a')}`);
      trace.tell('log', `8 order-${order('b')}@0 OrderPlaced`);
    }
    expect(kept.lines).toEqual([
      '       1.500  log          7 order-1@3 OrderAccepted  orderId=order-1',
      '       1.500  log          8 order-2@0 OrderPlaced',
    ]);
    expect(unread.lines).toEqual([]);
    expect(unread.digest()).toBe(kept.digest());
  });

  it('is told as the history of what a broken law names, without the others', () => {
    const lines = [
      '1 order-1@0 by fan-1',
      '2 order-2@0 by fan-1',
      '3 order-1@1',
      '4 order-11@0',
      '5 has started',
    ];
    expect(historyOf(['order-1: is not what it was, says fan-1'], lines)).toEqual([lines[0], lines[2]]);
    expect(historyOf(['fan-1: was forgotten'], lines)).toEqual([lines[0], lines[1]]);
  });

  it('is told as that of the order where a law names what the provider has alone', () => {
    const lines = [
      '1 order-1@0 by fan-1',
      '2 order-2@0 by fan-1',
      '3 asks to create payment orderId=order-1: paymentId=pi_1',
      '4 asks to find payment paymentId=pi_1',
      '5 asks to find payment paymentId=pi_10',
    ];
    expect(historyOf(['a refund of 5 of pi_1'], lines)).toEqual([lines[0], lines[2], lines[3]]);
  });

  it('tells of replies that nobody had, and of what failed on an event', () => {
    const id = '019b77fe-47b3-7096-892c-5ceb1dbe585c';
    const lines = [
      `1 order-1@0 OrderPlaced  by fan-1  (${id})`,
      '2 asks to create payment  orderId=order-1: paymentId=pi_1',
      '3 REPLY LOST after create payment',
      '4 REPLY LOST after create payment',
      `5 ERROR process failed on an event {"eventId":"${id}"}`,
      `6 ERROR process failed on an event {"eventId":"${id.replace('c', 'd')}"}`,
    ];
    expect(historyOf(['order-1: is paid twice'], lines)).toEqual([lines[0], lines[1], lines[2], lines[4]]);
  });

  it('is told as that of a day', () => {
    const lines = [
      '1 ReconciliationStarted day=2026-01-02 startedAt=2026-01-03T01:00:00.000Z',
      '2 ReconciliationStarted day=2026-01-01 startedAt=2026-01-02T01:00:00.000Z',
    ];
    expect(historyOf(['2026-01-02: its comparison was given up'], lines)).toEqual([lines[0]]);
  });

  it('tells amounts and what is in them, and nothing that is sealed', () => {
    const price = { amountMinor: 45_000n, currency: 'TRY' };
    expect(fieldsOf({ price, brief: { $enc: 'v1.x', for: [] }, video: { bytes: 3 }, reviewBy: null })).toBe(
      'price=45000 TRY video={bytes=3}',
    );
  });
});

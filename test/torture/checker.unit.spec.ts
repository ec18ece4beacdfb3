import { describe, expect, it } from '@jest/globals';
import { checkCommands } from '../../torture/check/commands.js';
import { differencesFromProvider } from '../../torture/check/provider.js';
import type { SentCommand } from '../../torture/load/sent-command.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';

const ACKNOWLEDGED: SentCommand = {
  correlationId: 'c 1',
  key: 'key 1',
  who: 'fan1',
  path: '/v1/orders',
  sendings: 2,
  answer: { status: 201, body: { order_id: 'ord_1', position: '7' } },
};
const REFUSED: SentCommand = { ...ACKNOWLEDGED, answer: { status: 409, body: { code: 'order_ended' } } };

const PLACED: RecordedEvent = {
  id: 'event 1',
  type: 'OrderPlaced',
  stream: 'order-ord_1',
  revision: 0n,
  position: 7n,
  recordedAt: '2026-11-28T10:00:00.000Z',
  data: { orderId: 'ord_1' },
  metadata: { $correlationId: 'c 1', commandId: 'command 1', source: 'rest' },
};
/** What a process did because of it. */
const FOLLOWED: RecordedEvent = {
  ...PLACED,
  id: 'event 2',
  type: 'PaymentStarted',
  stream: 'payment-ord_1',
  position: 8n,
  metadata: { ...PLACED.metadata, commandId: 'command 2', source: 'process:payment' },
};

describe('what was acknowledged, held against the log', () => {
  it('is well when the log has it once, whatever processes made of it', () => {
    expect(checkCommands([ACKNOWLEDGED], [PLACED, FOLLOWED])).toEqual({
      lost: [],
      duplicated: [],
      wrong: [],
    });
  });

  it('is lost when the log has nothing of it', () => {
    const { lost, duplicated, wrong } = checkCommands([ACKNOWLEDGED], [FOLLOWED]);
    expect(lost).toEqual([expect.stringContaining('key 1')]);
    expect([...duplicated, ...wrong]).toEqual([]);
  });

  it('is lost when something else is at the position that it was told', () => {
    const { lost } = checkCommands([ACKNOWLEDGED], [{ ...PLACED, position: 6n }]);
    expect(lost).toEqual([expect.stringContaining('event 1 in order-ord_1 at 6')]);
  });

  it('is duplicated when it was done as two commands', () => {
    const second = {
      ...PLACED,
      id: 'event 3',
      stream: 'order-ord_2',
      position: 9n,
      metadata: { ...PLACED.metadata, commandId: 'command 3' },
    };
    const { lost, duplicated } = checkCommands([ACKNOWLEDGED], [PLACED, FOLLOWED, second]);
    expect(duplicated).toEqual([expect.stringContaining('event 3 in order-ord_2 at 9')]);
    expect(lost).toEqual([]);
  });

  it('is duplicated when one command was appended twice', () => {
    const second = { ...PLACED, id: 'event 3', revision: 1n, position: 9n };
    expect(checkCommands([ACKNOWLEDGED], [PLACED, second]).duplicated).toHaveLength(1);
  });

  it('is duplicated when an event is in the log twice', () => {
    const { duplicated } = checkCommands([], [FOLLOWED, { ...FOLLOWED, revision: 1n, position: 9n }]);
    expect(duplicated).toEqual([expect.stringContaining('an event is in the log 2 times')]);
  });

  it('is wrong when it was refused, and done', () => {
    expect(checkCommands([REFUSED], [PLACED]).wrong).toEqual([expect.stringContaining('refused, and done')]);
    expect(checkCommands([REFUSED], [FOLLOWED]).wrong).toEqual([]);
  });

  it('is wrong when it was never answered', () => {
    expect(checkCommands([{ ...ACKNOWLEDGED, answer: undefined }], [PLACED]).wrong).toHaveLength(1);
  });
});

describe('the books of the provider, held against the log', () => {
  const held = {
    ...FOLLOWED,
    type: 'FundsHeld',
    data: { orderId: 'ord_1', amount: { amountMinor: 15_000, currency: 'TRY' } },
  };
  const payment = { orderId: 'ord_1', amountMinor: 15_000 };

  it('are the same when it took what is held', () => {
    expect(differencesFromProvider([held], { payments: [payment], refunds: [] })).toEqual([]);
  });

  it('differ when it took it twice, or nobody knows that it took it', () => {
    expect(differencesFromProvider([held], { payments: [payment, payment], refunds: [] })).toHaveLength(1);
    expect(differencesFromProvider([], { payments: [payment], refunds: [] })).toHaveLength(1);
  });

  it('differ when it refunded what the log does not call issued', () => {
    expect(differencesFromProvider([held], { payments: [payment], refunds: [payment] })).toHaveLength(1);
  });
});

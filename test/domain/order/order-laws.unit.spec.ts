import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as deciders from '../../../src/domain/order/decide.js';
import * as chargebackDeciders from '../../../src/domain/order/decide-chargeback.js';
import * as evidenceDeciders from '../../../src/domain/order/decide-evidence.js';
import * as moneyDeciders from '../../../src/domain/order/decide-money.js';
import { ENDINGS, ORDER_EVENT_TYPES } from '../../../src/domain/order/endings.js';
import type { OrderEvent } from '../../../src/domain/order/events.js';
import { evolveOrder, initialOrder, type Order } from '../../../src/domain/order/order.js';
import { DAY_MS } from '../../../src/domain/time.js';
import { added, always, ask, pause, story, typesOf, wait } from './any-story.js';
import { COMMANDS_OF_PEOPLE, ORDER_COMMANDS, type OrderCommand } from './order-commands.js';

const EXPIRE: OrderCommand = {
  name: 'expireOrder',
  run: (order, now) => deciders.expireOrder(order, { now }),
};

/**
 * Two refusals of two cards are two facts, and nothing in the order tells them apart: that the same one is not told
 * twice is kept by the payment's stream (one refusal per attempt) and by the command's id.
 */
const TOLD_APART_BY_THEIR_COMMAND_ID = ['recordPaymentFailed'];

const someStories = () => fc.sample(story, { numRuns: 1_000, seed: 1 });

describe('an order, whatever is asked of it and whenever', () => {
  it('is asked everything that it can be asked', () => {
    const questions = [
      'deadlineOf',
      'requireAccepted',
      'refusePlaced',
      'refuseUnpayable',
      'requestRefund',
      'holdsMoney',
      'nameOfEvidence',
    ];
    const all = Object.entries({
      ...deciders,
      ...moneyDeciders,
      ...chargebackDeciders,
      ...evidenceDeciders,
    }).flatMap(([name, value]) => (typeof value === 'function' && !questions.includes(name) ? [name] : []));
    const asked = new Set(ORDER_COMMANDS.map(({ name }) => name.split(',')[0]));
    expect([...asked].sort()).toEqual(all.sort());
  });

  it('meets everything that can happen to it', () => {
    const met = new Set(someStories().flatMap(typesOf));
    expect([...met].sort()).toEqual([...ORDER_EVENT_TYPES].sort());
  });

  it('adds nothing when a command that it has taken is run again, at once or later', () => {
    const repeatable = ORDER_COMMANDS.filter(({ name }) => !TOLD_APART_BY_THEIR_COMMAND_ID.includes(name));
    fc.assert(
      fc.property(story, pause, (told, howLong) => {
        for (const asked of repeatable) {
          if (added(told, asked).length === 0) continue;
          expect(added(wait(ask(told, asked), howLong), asked)).toEqual([]);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(TOLD_APART_BY_THEIR_COMMAND_ID)('adds an event when %s is run again', (name) => {
    const asked = ORDER_COMMANDS.filter((one) => one.name === name);
    const again = someStories().flatMap((told) =>
      asked.filter((one) => added(told, one).length > 0).map((one) => added(ask(told, one), one)),
    );
    expect(again.some(({ length }) => length > 0)).toBe(true);
  });

  it('changes by every event but those that only tell', () => {
    always(({ events }) => {
      events.reduce((order, event) => {
        const next = evolveOrder(order, event);
        if (onlyTells(event)) expect(next).toEqual(order);
        else expect(next).not.toEqual(order);
        return next;
      }, initialOrder);
    });
  });

  it('is over by what the one list of endings says, and by nothing else', () => {
    always(({ events }) => {
      events.reduce((order, event) => {
        const next = evolveOrder(order, event);
        const ending = endingOf(order) ?? ENDINGS[event.type];
        expect(endingOf(next)).toBe(ending);
        return next;
      }, initialOrder);
    });
  });

  it('ends when every deadline has passed, and what is held is on its way back', () => {
    always((told) => {
      const after = wait(told, 365 * DAY_MS);
      const { order } = ask(after, EXPIRE);
      if (order.status === 'delivered') return;
      expect(order.status).toBe('ended');
      if (order.status !== 'ended' || order.payment === null) return;
      const { status } = order.payment.chargeback;
      if (status === 'none' || status === 'won') expect(order.refund.status).not.toBe('none');
    });
  });

  it('takes nothing for in time at its deadline, whether or not the expiry has been recorded', () => {
    const commands = COMMANDS_OF_PEOPLE.filter(({ name }) => name !== EXPIRE.name);
    always((told) => {
      if (deciders.deadlineOf(told.order) === null) return;
      const late = wait(told, 'until the deadline');
      for (const asked of commands) expect(added(late, asked)).toEqual([]);
    });
  });
});

/** A video that needs no review is delivered by the same stroke. */
const onlyTells = (event: OrderEvent): boolean =>
  event.type === 'PaymentFailed' ||
  event.type === 'VideoApproved' ||
  (event.type === 'VideoSubmitted' && event.data.reviewBy === null);

const endingOf = (order: Order): string | null => {
  if (order.status === 'delivered') return 'delivered';
  return order.status === 'ended' ? order.ending : null;
};

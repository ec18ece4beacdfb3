import { describe, it } from '@jest/globals';
import {
  freeOrderSlot,
  type OrderSlotFreed,
  type OrderSlotTaken,
  takeOrderSlot,
} from '../../../src/domain/creator/order-slots.js';
import type { OrderId } from '../../../src/domain/ids.js';
import { orderSlots } from '../../../src/application/aggregates.js';
import { givenFor } from '../../support/given.js';
import { CREATOR_ID } from '../people.js';
import { START } from '../timeline.js';

const givenSlots = givenFor(orderSlots);

const taken = (orderId: OrderId): OrderSlotTaken => ({
  type: 'OrderSlotTaken',
  data: { creatorId: CREATOR_ID, orderId, takenAt: START },
});
const freed = (orderId: OrderId): OrderSlotFreed => ({
  type: 'OrderSlotFreed',
  data: { creatorId: CREATOR_ID, orderId, freedAt: START },
});
const take = (orderId: OrderId) => ({ creatorId: CREATOR_ID, orderId, mostOpenOrders: 2, now: START });
const free = (orderId: OrderId) => ({ creatorId: CREATOR_ID, orderId, now: START });

describe('a creator who takes two orders at once', () => {
  it('gets a second one', () => {
    givenSlots(taken('ord_1')).when(takeOrderSlot, take('ord_2')).then(taken('ord_2'));
  });

  it('gets no third one', () => {
    givenSlots(taken('ord_1'), taken('ord_2'))
      .when(takeOrderSlot, take('ord_3'))
      .thenRefused('offering_full');
  });

  it('gets another one when an order is over', () => {
    givenSlots(taken('ord_1'), taken('ord_2'), freed('ord_1'))
      .when(takeOrderSlot, take('ord_3'))
      .then(taken('ord_3'));
  });

  it('gives a place again to an order whose place was freed before it came about', () => {
    givenSlots(taken('ord_1'), freed('ord_1')).when(takeOrderSlot, take('ord_1')).then(taken('ord_1'));
  });

  it('gives one of two fans who want the last place at the same moment: who comes second meets it taken', () => {
    const seenByBoth = [taken('ord_1')];
    givenSlots(...seenByBoth)
      .when(takeOrderSlot, take('ord_2'))
      .then(taken('ord_2'));
    givenSlots(...seenByBoth, taken('ord_2'))
      .when(takeOrderSlot, take('ord_3'))
      .thenRefused('offering_full');
  });

  it('lowers the number: those who are in stay, nobody else comes', () => {
    givenSlots(taken('ord_1'), taken('ord_2'))
      .when(takeOrderSlot, { ...take('ord_3'), mostOpenOrders: 1 })
      .thenRefused('offering_full');
  });

  it('counts an order once, even in a full house', () => {
    givenSlots(taken('ord_1'), taken('ord_2')).when(takeOrderSlot, take('ord_1')).thenNothing();
  });

  it('frees a place once', () => {
    givenSlots(taken('ord_1')).when(freeOrderSlot, free('ord_1')).then(freed('ord_1'));
    givenSlots(taken('ord_1'), freed('ord_1')).when(freeOrderSlot, free('ord_1')).thenNothing();
    givenSlots().when(freeOrderSlot, free('ord_1')).thenNothing();
  });
});

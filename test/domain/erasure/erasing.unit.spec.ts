import { describe, it } from '@jest/globals';
import {
  type ErasureRequested,
  type PersonErased,
  recordErased,
  requestErasure,
} from '../../../src/domain/erasure/erasure.js';
import { erasures } from '../../../src/application/aggregates.js';
import { givenFor } from '../../support/given.js';
import { FAN_ID } from '../people.js';
import { START } from '../timeline.js';

const givenErasure = givenFor(erasures);
const PERSON = { personId: FAN_ID, now: START };
const REQUESTED: ErasureRequested = {
  type: 'ErasureRequested',
  data: { personId: FAN_ID, requestedAt: START },
};
const ERASED: PersonErased = { type: 'PersonErased', data: { personId: FAN_ID, erasedAt: START } };

describe('a person asks to be erased', () => {
  it('and is recorded as asking, once', () => {
    givenErasure().when(requestErasure, PERSON).then(REQUESTED);
    givenErasure(REQUESTED).when(requestErasure, PERSON).thenNothing();
    givenErasure(REQUESTED, ERASED).when(requestErasure, PERSON).thenNothing();
  });

  it('and is erased when no order is open any more, once', () => {
    givenErasure(REQUESTED)
      .when(recordErased, { ...PERSON, openOrders: 0 })
      .then(ERASED);
    givenErasure(REQUESTED, ERASED)
      .when(recordErased, { ...PERSON, openOrders: 0 })
      .thenNothing();
  });

  it('and waits while an order is open', () => {
    givenErasure(REQUESTED)
      .when(recordErased, { ...PERSON, openOrders: 1 })
      .thenRefused('erasure_waits_for_orders');
  });

  it('and nobody is erased who has not asked', () => {
    givenErasure()
      .when(recordErased, { ...PERSON, openOrders: 0 })
      .thenNothing();
  });
});

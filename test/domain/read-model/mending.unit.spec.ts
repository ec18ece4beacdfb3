import { describe, expect, it } from '@jest/globals';
import { readModelStreams } from '../../../src/application/aggregates.js';
import {
  evolveReadModelMending,
  initialReadModelMending,
  rebuildDocuments,
  retryDocuments,
  skipEvent,
} from '../../../src/domain/read-model/mending.js';
import { givenFor } from '../../support/given.js';
import { START } from '../timeline.js';

const given = givenFor(readModelStreams);
const readModel = 'order_view';

describe('what staff do about documents that are set aside', () => {
  it('is recorded, with the documents that are retried', () => {
    given()
      .when(retryDocuments, { readModel, keys: ['ord_1'], now: START })
      .then({ type: 'DocumentsRetried', data: { readModel, keys: ['ord_1'], retriedAt: START } });
  });

  it('is recorded, with the event that is skipped', () => {
    const event = { id: 'evt_1', type: 'OrderRated' };
    given()
      .when(skipEvent, { readModel, key: 'ord_1', event, now: START })
      .then({
        type: 'DocumentEventSkipped',
        data: { readModel, key: 'ord_1', eventId: 'evt_1', eventType: 'OrderRated', skippedAt: START },
      });
  });

  it('is refused where nothing is set aside', () => {
    given().when(retryDocuments, { readModel, keys: [], now: START }).thenRefused('not_set_aside');
    given()
      .when(skipEvent, { readModel, key: 'ord_1', event: undefined, now: START })
      .thenRefused('not_set_aside');
  });
});

describe('documents that staff have made anew', () => {
  const keys = ['ord_1', 'ord_2'];

  it('are recorded', () => {
    given()
      .when(rebuildDocuments, { readModel, keys, most: 2, now: START })
      .then({ type: 'DocumentsRetried', data: { readModel, keys, retriedAt: START } });
  });

  it('are some, and not too many', () => {
    given().when(rebuildDocuments, { readModel, keys: [], most: 2, now: START }).thenRefused('no_documents');
    given()
      .when(rebuildDocuments, { readModel, keys, most: 1, now: START })
      .thenRefused('too_many_documents', 'more than 1 documents');
  });
});

describe('the record of what staff did', () => {
  it('is as long as what they did', () => {
    const event = {
      type: 'DocumentsRetried',
      data: { readModel, keys: ['ord_1'], retriedAt: START },
    } as const;
    expect(evolveReadModelMending(initialReadModelMending, event)).toEqual({ recorded: 1 });
  });
});

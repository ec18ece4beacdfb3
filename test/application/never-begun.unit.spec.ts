import { describe, expect, it } from '@jest/globals';
import type { EventType } from '../../src/domain/all-events.js';
import { catalogue } from '../../src/application/projections/catalogue.js';
import { creatorEarnings } from '../../src/application/projections/creator-earnings.js';
import { creatorRequests } from '../../src/application/projections/creator-requests.js';
import { erasureView } from '../../src/application/projections/erasures.js';
import { fanInbox } from '../../src/application/projections/fan-inbox.js';
import { orderView } from '../../src/application/projections/order-view.js';
import type { Projection } from '../../src/application/projections/projection.js';
import { quoteView } from '../../src/application/projections/quote-view.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { documentsOf } from './documents-of.js';
import { happened } from './happened.js';

/** A kind of event that begins each document; every other one is about a document that is there. */
const BEGINNINGS: readonly (readonly [Projection, EventType])[] = [
  [orderView, 'OrderPlaced'],
  [creatorRequests, 'OrderPlaced'],
  [fanInbox, 'OrderPlaced'],
  [creatorEarnings, 'OrderPlaced'],
  [quoteView, 'QuoteAsked'],
  [erasureView, 'ErasureRequested'],
];

describe('a projection that is given an event about something that was never begun', () => {
  const cases = BEGINNINGS.flatMap(([projection, beginning]) =>
    (Object.keys(projection.handles) as EventType[])
      .filter((type) => type !== beginning)
      .map((type) => [projection.name, type, projection] as const),
  );

  it.each(cases)('%s stops at %s', (_name, type, projection) => {
    expect(() => documentsOf(projection, [happened(type)])).toThrow(
      `${type} at position 0 is about something that was never begun`,
    );
  });

  it('leaves a creator out of the catalogue who was erased, and is rated or pauses after that', () => {
    const { creatorId } = SAMPLES.CreatorRegistered;
    const erased = [
      happened('CreatorRegistered'),
      happened('ErasureRequested', { personId: creatorId }),
      happened('PersonErased', { personId: creatorId }),
    ];
    expect(documentsOf(catalogue, erased)).toEqual({});
    expect(documentsOf(catalogue, [...erased, happened('OrderRated'), happened('OfferingPaused')])).toEqual(
      {},
    );
  });
});

import { expect, it } from '@jest/globals';
import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import type { EventType } from '../../src/domain/all-events.js';
import { START } from '../domain/timeline.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realRandom } from '../support/real-random.js';
import { happened } from './happened.js';
import { someContext } from './read-side.js';

/** By hand: what must never be in plain text in the log, and of whom it is. What is forgotten in the table of the code is here. */
const PERSONAL: Readonly<Partial<Record<EventType, Readonly<Record<string, readonly string[]>>>>> = {
  FanRegistered: { name: ['fanId'] },
  CreatorRegistered: { name: ['creatorId'], bornOn: ['creatorId'] },
  PayoutDestinationSet: { account: ['creatorId'], holder: ['creatorId'], bic: ['creatorId'] },
  QuoteAsked: { message: ['fanId', 'creatorId'] },
  QuoteMessageSent: { message: ['fanId', 'creatorId'] },
  OrderPlaced: { brief: ['fanId'] },
  OrderRated: { comment: ['fanId'] },
};

it.each(Object.keys(SAMPLES) as EventType[])(
  'what is personal of %s is sealed, for each whose it is',
  async (type) => {
    const event =
      type === 'PayoutDestinationSet' ? happened(type, { holder: 'Ada', bic: 'TCZBTR2A' }) : happened(type);
    const context = { ...someContext(), at: START };
    const [stored] = await shoutoutsCodec(new MemorySubjectKeys()).encode([event], context, realRandom);
    const sealed = Object.entries(stored?.data ?? {}).flatMap(([field, value]) =>
      typeof value === 'object' && value !== null && '$enc' in value ? [[field, value['for']] as const] : [],
    );
    const idsOf = (fields: readonly string[]) =>
      fields.map((field) => (event.data as unknown as Readonly<Record<string, string>>)[field]);
    const expected = Object.entries(PERSONAL[type] ?? {}).map(([field, whose]) => [field, idsOf(whose)]);
    expect(sealed.sort()).toEqual(expected.sort());
  },
);

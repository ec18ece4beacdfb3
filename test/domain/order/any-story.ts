import fc from 'fast-check';
import { deadlineOf } from '../../../src/domain/order/decide.js';
import type { OrderEvent } from '../../../src/domain/order/events.js';
import { evolveOrder, initialOrder, type Order } from '../../../src/domain/order/order.js';
import { isRejection } from '../../../src/domain/rejection.js';
import { DAY_MS, type Instant, MINUTE_MS, plusMs } from '../../../src/domain/time.js';
import { START } from '../timeline.js';
import {
  COMMANDS_OF_PEOPLE,
  COMMANDS_OF_THE_PROVIDER,
  ORDER_COMMANDS,
  type OrderCommand,
} from './order-commands.js';
import {
  ACCEPTED_AT,
  ACCEPTED_ORDER,
  AWAITING_ACCEPTANCE,
  DELIVERED_ORDER,
  HELD_AT,
  IN_REQUEST_REVIEW,
  IN_VIDEO_REVIEW,
  placedUnder,
  SUBMITTED_AT,
} from './story.js';

export type Pause = number | 'until just before the deadline' | 'until the deadline';

/**
 * How much time passes, and who then asks something. People and the provider ask what the order takes at that moment,
 * so that stories get far; anybody may ask anything.
 */
interface Step {
  readonly pause: Pause;
  readonly who: 'people' | 'provider' | 'anybody';
  readonly pick: number;
}

export interface Story {
  readonly events: readonly OrderEvent[];
  readonly order: Order;
  readonly now: Instant;
}

export const pause = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom<Pause>(0, 1, MINUTE_MS, DAY_MS) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Pause>('until just before the deadline', 'until the deadline', 30 * DAY_MS),
  },
);
const who = fc.constantFrom<Step['who']>('people', 'people', 'provider', 'anybody');
const steps = fc.array(fc.record<Step>({ pause, who, pick: fc.noBias(fc.nat(999)) }), { maxLength: 20 });
const append = ({ events, order, now }: Story, added: readonly OrderEvent[]): Story => ({
  events: [...events, ...added],
  order: added.reduce(evolveOrder, order),
  now,
});

export function wait(story: Story, howLong: Pause): Story {
  if (typeof howLong === 'number') return { ...story, now: plusMs(story.now, howLong) };
  const deadline = deadlineOf(story.order);
  if (deadline === null) return story;
  const until = howLong === 'until the deadline' ? deadline : plusMs(deadline, -1);
  return until > story.now ? { ...story, now: until } : story;
}

/** What a command adds to a story now: nothing when it is refused. */
export const added = (story: Story, { run }: OrderCommand): readonly OrderEvent[] => {
  const decision = run(story.order, story.now);
  return isRejection(decision) ? [] : decision;
};

export const ask = (story: Story, asked: OrderCommand): Story => append(story, added(story, asked));

const ASKED_BY = { people: COMMANDS_OF_PEOPLE, provider: COMMANDS_OF_THE_PROVIDER, anybody: ORDER_COMMANDS };

function perform(before: Story, { pause, who, pick }: Step): Story {
  const waited = wait(before, pause);
  const choice = ASKED_BY[who].filter((one) => who === 'anybody' || added(waited, one).length > 0);
  const asked = choice[pick % choice.length];
  return asked === undefined ? waited : ask(waited, asked);
}

const from = (now: Instant, ...events: readonly OrderEvent[]): Story =>
  append({ events: [], order: initialOrder, now }, events);

// Chance alone would seldom get past the first deadlines.
const beginning = fc.constantFrom(
  from(START, placedUnder({})),
  from(START, placedUnder({ reviewRequests: true, reviewVideos: true })),
  from(HELD_AT, ...AWAITING_ACCEPTANCE),
  from(HELD_AT, ...IN_REQUEST_REVIEW),
  from(ACCEPTED_AT, ...ACCEPTED_ORDER),
  from(SUBMITTED_AT, ...IN_VIDEO_REVIEW),
  from(SUBMITTED_AT, ...DELIVERED_ORDER),
);

/** Any story that an order can have. */
export const story: fc.Arbitrary<Story> = fc
  .tuple(beginning, steps)
  .map(([begun, all]) => all.reduce(perform, begun));

/** Checks a law at the end of any story; the beginning of a story is a story, too. */
export const always = (law: (told: Story) => void): void => {
  fc.assert(fc.property(story, law), { numRuns: 1_000 });
};

export const typesOf = ({ events }: Story): readonly OrderEvent['type'][] => events.map(({ type }) => type);

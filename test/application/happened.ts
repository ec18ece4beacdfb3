import type { EventOf, EventType, ShoutoutsEvent } from '../../src/domain/all-events.js';
import { SAMPLES } from '../fixtures/events/samples.js';

/** An event of a type, as in the samples but for what matters to the test. */
export const happened = <Type extends EventType>(type: Type, data: Partial<EventOf<Type>['data']> = {}) =>
  ({ type, data: { ...SAMPLES[type], ...data } }) as ShoutoutsEvent;

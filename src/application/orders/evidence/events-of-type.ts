import type { EventOf, EventType, ShoutoutsEvent } from '../../../domain/all-events.js';
import type { DecodedEvent } from '../../events/decoded-event.js';
import { isEvent } from '../../processes/process.js';

export const eventsOf = <Type extends EventType>(
  events: readonly DecodedEvent<ShoutoutsEvent>[],
  ...types: readonly Type[]
): readonly DecodedEvent<EventOf<Type>>[] =>
  events.filter((event): event is DecodedEvent<EventOf<Type>> => isEvent(event, ...types));

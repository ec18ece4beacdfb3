import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { EventCodec } from '../events/event-codec.js';
import type { RecordedEvent } from '../ports/event-store.js';
import { isOutage } from './outages.js';

/** Events as far as they can be read. */
export interface ReadableEvents {
  readonly events: readonly DecodedEvent<ShoutoutsEvent>[];
  /** The one that they end before, where one cannot be read. */
  readonly unreadable?: { readonly event: RecordedEvent; readonly error: unknown };
}

/** All of them together; when that fails, one by one up to the one that cannot be read. @throws what no event is to blame for */
export async function readable(
  codec: Pick<EventCodec<ShoutoutsEvent>, 'decode'>,
  recorded: readonly RecordedEvent[],
): Promise<ReadableEvents> {
  if (recorded.length === 0) return { events: [] };
  try {
    return { events: await codec.decode(recorded) };
  } catch (error) {
    if (isOutage(error)) throw error;
  }
  const events: DecodedEvent<ShoutoutsEvent>[] = [];
  for (const event of recorded) {
    try {
      events.push(...(await codec.decode([event])));
    } catch (error) {
      if (isOutage(error)) throw error;
      return { events, unreadable: { event, error } };
    }
  }
  return { events };
}

import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { EventCodec } from '../events/event-codec.js';
import type { EventStore, Position } from '../ports/event-store.js';
import type { Projection } from '../projections/projection.js';
import { LIMITS } from './limits.js';
import { isHandledBy } from './projection-batch.js';
import { handlerOf } from './projection-working-set.js';
import { readable } from './readable-events.js';

interface Of {
  readonly store: EventStore;
  readonly codec: Pick<EventCodec<ShoutoutsEvent>, 'decode'>;
  readonly projection: Projection;
}

/**
 * Which documents the events from a position on are about: of more than `most`, one more. Not past an event that cannot be read, before
 * which what serves stands, too.
 */
export async function documentsFrom(
  { store, codec, projection }: Of,
  position: Position,
  most: number,
): Promise<readonly string[]> {
  const keys = new Set<string>();
  for (let after = position - 1n; keys.size <= most;) {
    const page = await store.readAll({ after, limit: LIMITS.logBatch });
    const handled = page.filter(({ type }) => isHandledBy(projection, type));
    const { events, unreadable } = await readable(codec, handled);
    for (const id of events.flatMap((event) => handlerOf(projection, event.type)?.ids(event) ?? []))
      keys.add(id);
    const last = page.at(-1);
    if (last === undefined || unreadable !== undefined) break;
    after = last.position;
  }
  return [...keys].slice(0, most + 1);
}

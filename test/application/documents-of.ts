import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import { MINUTE_MS, plusMs } from '../../src/domain/time.js';
import type { DecodedEvent } from '../../src/application/events/decoded-event.js';
import type { JsonObject } from '../../src/application/ports/event-store.js';
import type { Projection } from '../../src/application/projections/projection.js';
import { isErasure, withoutPersonal } from '../../src/application/runtime/projection-erasure.js';
import { handlerOf } from '../../src/application/runtime/projection-working-set.js';
import { SAMPLES } from '../fixtures/events/samples.js';

/** Which stream it is in matters to no read model, except for its revision: one per order, quote or other subject. */
export const streamOf = ({ data }: ShoutoutsEvent): string => {
  const subject = ['orderId', 'quoteId', 'creatorId', 'fanId', 'personId', 'market'].find((id) => id in data);
  return `test-${String((data as unknown as Record<string, unknown>)[subject ?? 'type'])}`;
};

/** The events as they are read from the log, each with an id, a revision and a position that are always the same. */
export function asRead(events: readonly ShoutoutsEvent[]): readonly DecodedEvent<ShoutoutsEvent>[] {
  const revisions = new Map<string, bigint>();
  return events.map((event, index) => {
    const stream = streamOf(event);
    const revision = revisions.get(stream) ?? 0n;
    revisions.set(stream, revision + 1n);
    const at = plusMs(SAMPLES.OrderPlaced.placedAt, index * MINUTE_MS);
    return {
      ...event,
      ...{ stream, revision },
      id: `event-${String(index)}`,
      position: BigInt(index),
      recordedAt: plusMs(at, 1),
      metadata: {
        schema: 1,
        $correlationId: `correlation-${String(index)}`,
        $causationId: `causation-${String(index)}`,
        commandId: `command-${String(index)}`,
        actor: { role: 'system', id: 'test' },
        source: 'rest',
        at,
      },
    };
  });
}

/** What a projection makes of the events: its documents, by their ids. */
export function documentsOf<Doc extends JsonObject>(
  projection: Projection<Doc>,
  events: readonly ShoutoutsEvent[],
): Readonly<Record<string, Doc>> {
  const documents = new Map<string, JsonObject>();
  for (const event of asRead(events)) {
    const handler = handlerOf(projection, event.type);
    for (const id of handler?.ids(event) ?? []) {
      const doc = handler?.apply(documents.get(id), event, id) ?? null;
      if (doc === null) documents.delete(id);
      else documents.set(id, doc);
    }
    if (isErasure(event))
      for (const [id, doc] of documents) documents.set(id, withoutPersonal(projection, doc, event));
  }
  return Object.fromEntries(documents) as Readonly<Record<string, Doc>>;
}

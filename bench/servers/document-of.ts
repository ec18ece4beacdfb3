import type { JsonObject } from '../../src/application/ports/event-store.js';
import type { Handler, Projection } from '../../src/application/projections/projection.js';
import { handlerOf } from '../../src/application/runtime/projection-working-set.js';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import { instant } from '../../src/domain/time.js';

/** The read model's document of one subject, made in memory by the projection itself. */
export function documentOf<Doc extends JsonObject>(
  projection: Projection<Doc>,
  events: readonly ShoutoutsEvent[],
): Doc {
  let doc: Doc | undefined;
  for (const [index, event] of events.entries()) {
    const handler = handlerOf(projection, event.type) as Handler<Doc, ShoutoutsEvent> | undefined;
    const recorded = { ...event, ...recordedAt(index) };
    const [id] = handler?.ids(recorded) ?? [];
    if (handler !== undefined && id !== undefined) doc = handler.apply(doc, recorded, id) ?? undefined;
  }
  if (doc === undefined) throw new Error(`${projection.name} made no document`);
  return doc;
}

function recordedAt(index: number) {
  const at = instant(Date.now());
  return {
    id: `00000000-0000-8000-8000-00000000000${String(index)}`,
    stream: 'bench',
    revision: BigInt(index),
    position: BigInt(index + 1),
    recordedAt: at,
    metadata: {
      schema: 1,
      $correlationId: 'bench',
      $causationId: 'bench',
      commandId: 'bench',
      actor: { role: 'system', id: 'bench' },
      source: 'cli',
      at,
    },
  } as const;
}

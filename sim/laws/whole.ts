import type { DecodedEvent } from '../../src/application/events/decoded-event.js';
import type { JsonObject } from '../../src/application/ports/event-store.js';
import { ALL_PROJECTIONS } from '../../src/application/projections/all-projections.js';
import type { Projection } from '../../src/application/projections/projection.js';
import type { Builds } from '../../src/application/runtime/builds.js';
import { handlerOf } from '../../src/application/runtime/projection-working-set.js';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import type { World } from '../world/world.js';

interface Written {
  readonly id: string;
  readonly doc: JsonObject;
}

/**
 * Of a read model that is broken in a world, every document that is ever written is one that some first part of its events makes, each of
 * them once: never one in which an event is missing that a later one follows. What money is added up in sets nothing aside.
 */
export class Whole {
  readonly #written = new Map<string, Written[]>();
  /** Of documents that an event was left out of, it was wished. */
  readonly #leftOut = new Set<string>();

  constructor(private readonly world: World) {
    const { documents } = world;
    documents.onWrite = (collection, id, doc) => {
      const name = world.brokenReadModel;
      if (doc === null || name === undefined || !collection.startsWith(`${name}_v`)) return;
      const all = this.#written.get(name) ?? [];
      all.push({ id, doc });
      this.#written.set(name, all);
    };
    const { onValue } = documents;
    documents.onValue = (key, before, after) => {
      onValue(key, before, after);
      if (key.startsWith('serving:')) this.changed(key.slice('serving:'.length), JSON.parse(after) as Builds);
    };
  }

  private changed(name: string, { setAside = [], leftOut = [] }: Builds): void {
    for (const { key } of leftOut) this.#leftOut.add(`${name} ${key}`);
    for (const { key, wanted } of setAside) if (wanted?.what === 'skip') this.#leftOut.add(`${name} ${key}`);
    const stops = ALL_PROJECTIONS.some((each) => each.name === name && each.onFailure === 'stop');
    if (stops && setAside.length > 0) this.world.broke(`${name}: goes on past what it cannot apply`);
  }

  /** @param events of the whole log */
  checkEnd(events: readonly DecodedEvent<ShoutoutsEvent>[]): void {
    for (const projection of ALL_PROJECTIONS) {
      const written = this.#written.get(projection.name) ?? [];
      if (written.length === 0) continue;
      const versions = versionsOf(projection, events);
      for (const { id, doc } of written) {
        if (this.#leftOut.has(`${projection.name} ${id}`)) continue;
        const text = textOf(projection, doc);
        if (versions.get(id)?.has(text) !== true)
          this.world.broke(
            `${projection.name} ${id}: was written as no part of its events makes it: ${text}`,
          );
      }
    }
  }
}

function versionsOf(
  projection: Projection,
  events: readonly DecodedEvent<ShoutoutsEvent>[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const docs = new Map<string, JsonObject | undefined>();
  const versions = new Map<string, Set<string>>();
  for (const event of events) {
    const handler = handlerOf(projection, event.type);
    for (const id of new Set(handler?.ids(event))) {
      const doc = handler?.apply(docs.get(id), event, id) ?? undefined;
      docs.set(id, doc);
      if (doc === undefined) continue;
      const all = versions.get(id) ?? new Set();
      versions.set(id, all.add(textOf(projection, doc)));
    }
  }
  return versions;
}

/** Without what is personal, which is erased at some time. */
const textOf = ({ personal = [] }: Projection, doc: JsonObject): string =>
  JSON.stringify(
    Object.entries(doc)
      .filter(([field]) => !personal.some((each) => each.field === field))
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );

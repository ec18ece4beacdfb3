import { beforeAll, describe, expect, it } from '@jest/globals';
import { EVENT_REGISTRY } from '../../src/application/events/event-registry.js';
import { ALL_PROJECTIONS } from '../../src/application/projections/all-projections.js';
import type { JsonObject } from '../../src/application/ports/event-store.js';
import type { Projection } from '../../src/application/projections/projection.js';
import { handlerOf } from '../../src/application/runtime/projection-working-set.js';
import { READ_MODEL_FIXTURES } from '../fixtures/read-models/read-model-fixtures.js';
import { STORY } from '../fixtures/read-models/story.js';
import { asRead, documentsOf } from './documents-of.js';

const PROJECTIONS = ALL_PROJECTIONS.map((projection): [string, Projection] => [projection.name, projection]);

/** The types that it has handlers of; `'*'` takes them all. */
const handledBy = ({ handles }: Projection): readonly string[] =>
  '*' in handles ? Object.keys(EVENT_REGISTRY) : Object.keys(handles);

describe('the documents', () => {
  beforeAll(async () => {
    for (const [name, projection] of PROJECTIONS)
      await READ_MODEL_FIXTURES.writeMissing(name, projection.version, () => documentsOf(projection, STORY));
  });

  // What is stored was made by the rules of its version, and is folded on by those of today: where the two differ, the
  // documents that exist must be built anew.
  it.each(PROJECTIONS)(
    'of %s are as its fixture has them; when they are meant to change, raise its version and write its fixture',
    (name, projection) => {
      const fixture = READ_MODEL_FIXTURES.get(name, projection.version);
      expect(documentsOf(projection, STORY)).toStrictEqual(fixture);
    },
  );

  it.each(PROJECTIONS)('of %s come of a story that reaches each of its handlers', (_name, projection) => {
    const reached = asRead(STORY)
      .filter((event) => (handlerOf(projection, event.type)?.ids(event) ?? []).length > 0)
      .map(({ type }) => type);
    expect([...new Set(reached)].sort()).toEqual([...handledBy(projection)].sort());
  });

  // A document that is gone has no position: where the store forgot the checkpoint, what ended it comes to nothing once more.
  it.each(PROJECTIONS)('of %s that an event ended are made by it of nothing else', (_name, projection) => {
    const docs = new Map<string, JsonObject | undefined>();
    for (const event of asRead(STORY)) {
      const handler = handlerOf(projection, event.type);
      for (const id of handler?.ids(event) ?? []) {
        const made = handler?.apply(docs.get(id), event, id) ?? undefined;
        if (made === undefined) expect(handler?.apply(undefined, event, id) ?? undefined).toBeUndefined();
        docs.set(id, made);
      }
    }
  });

  it('have no fixture of an older version: what it stored is dropped, so delete it', () => {
    const today = PROJECTIONS.map(([name, { version }]) => `${name}.v${String(version)}`);
    const present = READ_MODEL_FIXTURES.all().map(({ name, version }) => `${name}.v${String(version)}`);
    expect(present.sort()).toEqual(today.sort());
  });
});

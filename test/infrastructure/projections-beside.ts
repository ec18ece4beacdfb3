import { expect } from '@jest/globals';
import type { NewEvent, Position } from '../../src/application/ports/event-store.js';
import type { ReadModels } from '../../src/application/ports/read-models.js';
import { ProjectionRuntime } from '../../src/application/runtime/projection-runtime.js';
import type { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import {
  allDocuments,
  erased,
  lapsed,
  placed,
  plainCodec,
  quietLog,
  rated,
  TEST_PROJECTIONS,
} from '../application/projection-fixtures.js';
import { realClock } from '../support/real-clock.js';

const CATCHES_UP_WITHIN_MS = 60_000;

/** The `n`-th append: orders that are placed, rated, and some of which lapse; now and then a fan is erased. */
export const eventsOf = (n: number): readonly NewEvent[] => [
  placed(`ord_${String(n)}`, `fan_${String(n % 17)}`),
  rated(`ord_${String(Math.floor(n / 2))}`),
  ...(n % 5 === 0 ? [lapsed(`ord_${String(n)}`)] : []),
  ...(n % 61 === 60 ? [erased(`fan_${String(n % 17)}`)] : []),
];

export const runtimeOver = (store: EmbeddedEventStore, models: ReadModels): ProjectionRuntime =>
  new ProjectionRuntime({
    ...{ store, models, codec: plainCodec, clock: realClock, log: quietLog },
    projections: TEST_PROJECTIONS,
  });

/** That each projection comes to a position, and then has the documents of one made anew from the log in a folder's file. */
export async function expectAsMadeAnew(
  { store, models, runtime }: { store: EmbeddedEventStore; models: ReadModels; runtime: ProjectionRuntime },
  position: Position,
  folder: string,
): Promise<void> {
  const fresh = await EmbeddedReadModels.open({ dataDir: folder, clock: realClock });
  const afresh = runtimeOver(store, fresh);
  await afresh.start();
  for (const { name } of TEST_PROJECTIONS) {
    expect(await runtime.waitFor(name, position, CATCHES_UP_WITHIN_MS)).toBe(true);
    expect(await afresh.waitFor(name, position, CATCHES_UP_WITHIN_MS)).toBe(true);
    const expected = await allDocuments(fresh, afresh.collectionOf(name));
    expect(expected.length).toBeGreaterThan(10);
    expect(await allDocuments(models, runtime.collectionOf(name))).toEqual(expected);
  }
  await afresh.stop();
  await fresh.close();
}

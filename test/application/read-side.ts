import { CqrsModule, type Query, QueryBus } from '@nestjs/cqrs';
import { Test } from '@nestjs/testing';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import type { EventContext, EventSource } from '../../src/application/events/metadata.js';
import { PaymentGateway } from '../../src/application/ports/payment-gateway.js';
import type { Position } from '../../src/application/ports/event-store.js';
import { ALL_PROJECTIONS } from '../../src/application/projections/all-projections.js';
import { QUERY_HANDLERS } from '../../src/application/query-handlers.js';
import { AggregatesRuntime } from '../../src/application/runtime/aggregates-runtime.js';
import { ProjectionRuntime } from '../../src/application/runtime/projection-runtime.js';
import { ReadModelReader } from '../../src/application/runtime/read-model-reader.js';
import { StreamReader } from '../../src/application/runtime/stream-reader.js';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realClock } from '../support/real-clock.js';
import { realRandom } from '../support/real-random.js';
import { streamOf } from './documents-of.js';
import { quietLog } from './projection-fixtures.js';

const WAIT_MS = 10_000;

export interface ReadSide {
  readonly store: EmbeddedEventStore;
  readonly aggregates: AggregatesRuntime;
  readonly reader: ReadModelReader;
  readonly models: EmbeddedReadModels;
  readonly projections: ProjectionRuntime;
  /** Records the events, and has every later `ask` see them. */
  record(events: readonly ShoutoutsEvent[], context?: Partial<EventContext>): Promise<Position>;
  ask<Result>(query: Query<Result>): Promise<Result>;
  end(): Promise<void>;
}

/** The embedded log and read models, all projections, and the query bus over them. */
export async function startReadSide(): Promise<ReadSide> {
  const dataDir = await mkdtemp(join(tmpdir(), 'read-side-'));
  const [store, models] = await Promise.all([
    EmbeddedEventStore.open({ dataDir, clock: realClock }),
    EmbeddedReadModels.open({ dataDir, clock: realClock }),
  ]);
  const keys = new MemorySubjectKeys();
  const codec = shoutoutsCodec(keys);
  const projections = new ProjectionRuntime({
    ...{ store, models, codec, clock: realClock, log: quietLog },
    projections: ALL_PROJECTIONS,
  });
  await projections.start();
  const reader = new ReadModelReader(models, projections);
  const aggregates = new AggregatesRuntime(store, codec, realClock, realRandom);
  const app = await Test.createTestingModule({
    imports: [CqrsModule.forRoot()],
    providers: [
      ...QUERY_HANDLERS,
      { provide: ReadModelReader, useValue: reader },
      // A query about reconciliations names the provider, and asks it for nothing.
      { provide: PaymentGateway, useValue: { provider: 'stripe_sandbox' } },
      { provide: StreamReader, useValue: new StreamReader(store, codec, realClock) },
      { provide: AggregatesRuntime, useValue: aggregates },
    ],
  }).compile();
  await app.init();

  const record = async (events: readonly ShoutoutsEvent[], context: Partial<EventContext> = {}) => {
    let position = 0n;
    for (const event of events) {
      const encoded = await codec.encode([event], { ...someContext(), ...context }, realRandom);
      ({ position } = await store.append(streamOf(event), 'any', encoded));
      if (event.type === 'PersonErased') await keys.destroy(event.data.personId);
    }
    await Promise.all(ALL_PROJECTIONS.map(({ name }) => reached(projections, name, position)));
    return position;
  };
  return {
    ...{ store, aggregates, reader, models, projections, record },
    ask: (query) => app.get(QueryBus).execute(query),
    end: async () => {
      await app.close();
      await projections.stop();
      await Promise.all([store.close(), models.close()]);
      await rm(dataDir, { recursive: true });
    },
  };
}

/** @throws Error with what keeps the projection, or a test would go on to ask an older read model */
async function reached(projections: ProjectionRuntime, name: string, position: Position): Promise<void> {
  if (await projections.waitFor(name, position, WAIT_MS)) return;
  const status = (await projections.status()).projections.find((each) => each.name === name);
  const trouble = status?.trouble?.reason ?? `it is ${String(status?.state)}`;
  throw new Error(`${name} did not come to position ${String(position)}: ${trouble}`);
}

export const someContext = (): EventContext => ({
  commandId: randomUUID(),
  $correlationId: randomUUID(),
  $causationId: randomUUID(),
  actor: { role: 'system', id: 'test' },
  source: 'rest' satisfies EventSource,
  at: SAMPLES.OrderPlaced.placedAt,
});

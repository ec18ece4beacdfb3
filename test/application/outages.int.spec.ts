import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import type { Clock } from '../../src/application/ports/clock.js';
import {
  AppendOutcomeUnknownError,
  EventStoreUnavailableError,
} from '../../src/application/ports/event-store.js';
import type { Log } from '../../src/application/ports/log.js';
import {
  PaymentGatewayUnusableError,
  PaymentOutcomeUnknownError,
} from '../../src/application/ports/payment-gateway.js';
import { ReadModelsUnavailableError } from '../../src/application/ports/read-models.js';
import { SubjectKeysUnavailableError } from '../../src/application/ports/subject-keys.js';
import { NO_TELEMETRY } from '../../src/application/ports/telemetry.js';
import { VideosUnavailableError } from '../../src/application/ports/video-store.js';
import { fanProfiles } from '../../src/application/projections/fan-profiles.js';
import { ProcessRuntime, type ProcessStatus } from '../../src/application/runtime/process-runtime.js';
import type { ProjectionStatus } from '../../src/application/runtime/projection-status.js';
import { ProjectionRuntime } from '../../src/application/runtime/projection-runtime.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { openSqlite } from '../../src/infrastructure/embedded/sqlite.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realClock } from '../support/real-clock.js';
import { realRandom } from '../support/real-random.js';
import { until } from '../support/until.js';
import { withOverride } from '../support/with-override.js';
import { happened } from './happened.js';
import { append, ordersProjection, placed, plainCodec, quietLog } from './projection-fixtures.js';
import { someContext } from './read-side.js';

/** More often than a process tries before it gives an event up. */
const FAILURES = 8;

const OUTAGES = [
  EventStoreUnavailableError,
  AppendOutcomeUnknownError,
  ReadModelsUnavailableError,
  SubjectKeysUnavailableError,
  VideosUnavailableError,
  PaymentOutcomeUnknownError,
  PaymentGatewayUnusableError,
];

/** How long it pauses between attempts is not what these tests are about. */
const impatientClock: Clock = {
  now: () => realClock.now(),
  monotonicMs: () => realClock.monotonicMs(),
  sleep: (_ms: number, signal?: AbortSignal) => realClock.sleep(1, signal),
};

describe('while something is out of reach', () => {
  let dataDir: string;
  let store: EmbeddedEventStore;
  let models: EmbeddedReadModels;
  let running: { stop(): Promise<void> } | undefined;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'outages-'));
    store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    models = await EmbeddedReadModels.open({ dataDir, clock: realClock });
  });

  afterEach(async () => {
    await running?.stop();
    await Promise.all([store.close(), models.close()]);
    await rm(dataDir, { recursive: true });
  });

  it('a projection says that the keys of persons are, and not that it cannot take the event', async () => {
    const keys = new MemorySubjectKeys();
    let isDown = true;
    const keysToDecrypt = (subjects: readonly string[]) =>
      isDown ? Promise.reject(new SubjectKeysUnavailableError('out of reach')) : keys.keysToDecrypt(subjects);
    const codec = shoutoutsCodec(withOverride(keys, { keysToDecrypt }));
    await append(store, ...(await codec.encode([happened('FanRegistered')], someContext(), realRandom)));
    const deps = { store, models, codec, clock: impatientClock, log: quietLog };
    const runtime = new ProjectionRuntime({ ...deps, projections: [fanProfiles] });
    running = runtime;
    await runtime.start();
    const trouble = await until(
      async () => (await runtime.status()).projections[0]?.trouble,
      (told) => told !== undefined,
    );
    expect(trouble).toEqual({ position: undefined, reason: 'SubjectKeysUnavailableError: out of reach' });
    isDown = false;
    const { fanId, name } = SAMPLES.FanRegistered;
    const profile = await until(
      () => models.get(runtime.collectionOf(fanProfiles.name), fanId),
      (found) => found !== undefined,
    );
    expect(profile?.doc).toMatchObject({ name });
  });

  it.each(OUTAGES.map((Outage) => [Outage.name, Outage] as const))(
    'a process gives up no event because of %s',
    async (_name, Outage) => {
      const event = placed('ord_1', 'fan_a');
      await append(store, event);
      let failures = 0;
      const handled: string[] = [];
      const abandoned: string[] = [];
      const runtime = new ProcessRuntime({
        ...{
          store,
          models,
          codec: plainCodec,
          clock: impatientClock,
          log: quietLog,
          telemetry: NO_TELEMETRY,
        },
        processes: [
          {
            name: 'payment',
            takes: ['OrderPlaced'],
            handle: async ({ id }) => {
              failures += 1;
              if (failures <= FAILURES) throw new Outage('out of reach');
              handled.push(id);
            },
          },
        ],
        abandon: async (_process, { id }) => void abandoned.push(id),
      });
      runtime.start();
      await until(
        async () => [...handled, ...abandoned],
        (seen) => seen.length > 0,
      );
      await runtime.stop();
      expect({ handled, abandoned }).toEqual({ handled: [event.id], abandoned: [] });
    },
  );

  it('a projection and a process say once that the log cannot be read, and go on when it can again', async () => {
    const event = placed('ord_1', 'fan_a');
    const position = await append(store, event);
    // Asked by whoever asks how projections stand.
    const log = withOverride(store, { lastPosition: () => Promise.resolve(position) });
    const logged: string[] = [];
    const note = (message: string) => void logged.push(message);
    const notes: Log = { info: note, warn: note, error: note };
    const handled: string[] = [];
    const deps = { store: log, models, codec: plainCodec, clock: impatientClock, log: notes };
    const projections = new ProjectionRuntime({ ...deps, projections: [ordersProjection] });
    const handle = async ({ id }: { readonly id: string }) => void handled.push(id);
    const processes = new ProcessRuntime({
      ...{
        ...deps,
        telemetry: NO_TELEMETRY,
        abandon: () => Promise.reject(new Error('nothing is to be given up')),
      },
      processes: [{ name: 'payment', takes: ['OrderPlaced'], handle }],
    });
    running = { stop: async () => void (await Promise.all([projections.stop(), processes.stop()])) };
    const file = openSqlite(join(dataDir, 'events.sqlite'), 'full');
    file.exec('ALTER TABLE events RENAME TO events_out_of_reach');
    await projections.start();
    processes.start();
    const states = async (): Promise<readonly (ProcessStatus | ProjectionStatus | undefined)[]> => [
      processes.status()[0],
      (await projections.status()).projections[0],
    ];
    const troubled = await until(states, (both) => both.every((each) => each?.state === 'failed'));
    for (const each of troubled)
      expect(JSON.stringify(each?.trouble)).toContain('the event log cannot be read');
    file.exec('ALTER TABLE events_out_of_reach RENAME TO events');
    file.close();
    await until(states, (both) => both.every((each) => each?.state === 'running' && each.caughtUp));
    expect(handled).toEqual([event.id]);
    expect(logged.toSorted()).toEqual([
      'process cannot read the log',
      'process reads the log again',
      'projection cannot read the log',
      'projection reads the log again',
    ]);
  });
});

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
import {
  PaymentGatewayUnusableError,
  PaymentOutcomeUnknownError,
} from '../../src/application/ports/payment-gateway.js';
import { ReadModelsUnavailableError } from '../../src/application/ports/read-models.js';
import { SubjectKeysUnavailableError } from '../../src/application/ports/subject-keys.js';
import { NO_TELEMETRY } from '../../src/application/ports/telemetry.js';
import { VideosUnavailableError } from '../../src/application/ports/video-store.js';
import { fanProfiles } from '../../src/application/projections/fan-profiles.js';
import { ProcessRuntime } from '../../src/application/runtime/process-runtime.js';
import { ProjectionRuntime } from '../../src/application/runtime/projection-runtime.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realClock } from '../support/real-clock.js';
import { until } from '../support/until.js';
import { withOverride } from '../support/with-override.js';
import { happened } from './happened.js';
import { append, placed, plainCodec, quietLog } from './projection-fixtures.js';
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
    await append(store, ...(await codec.encode([happened('FanRegistered')], someContext())));
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
});

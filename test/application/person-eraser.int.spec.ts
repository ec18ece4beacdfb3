import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { creators, erasures } from '../../src/application/aggregates.js';
import { PersonEraser } from '../../src/application/erasure/person-eraser.js';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import type { VideoStore } from '../../src/application/ports/video-store.js';
import { AggregatesRuntime } from '../../src/application/runtime/aggregates-runtime.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { SAMPLES } from '../fixtures/events/samples.js';
import { FAN_ID } from '../domain/people.js';
import { MemorySubjectKeys } from '../support/memory-subject-keys.js';
import { realClock } from '../support/real-clock.js';
import { realRandom } from '../support/real-random.js';
import { happened } from './happened.js';
import { someContext } from './read-side.js';

const CAUSE = { id: 'deadline', correlationId: 'deadline' };

describe('forgetting a person', () => {
  let dataDir: string;
  let store: EmbeddedEventStore;
  let aggregates: AggregatesRuntime;
  let keys: MemorySubjectKeys;
  let open: number;
  let eraser: PersonEraser;
  let recorded: (stream: string, events: readonly ShoutoutsEvent[]) => Promise<void>;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'eraser-'));
    store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    keys = new MemorySubjectKeys();
    const codec = shoutoutsCodec(keys);
    aggregates = new AggregatesRuntime(store, codec, realClock, realRandom);
    recorded = async (stream, events) => {
      await store.append(stream, 'no_stream', await codec.encode(events, someContext(), realRandom));
    };
    await keys.keysToEncrypt([FAN_ID]);
    await recorded(`erasure-${FAN_ID}`, [happened('ErasureRequested', { personId: FAN_ID })]);
    const videos: Pick<VideoStore, 'delete'> = { delete: () => Promise.resolve() };
    eraser = new PersonEraser({
      ...{ aggregates, keys, videos: videos as VideoStore },
      ordersOf: () => Promise.resolve({ open, videoIds: [] }),
    });
  });
  afterEach(async () => {
    await store.close();
    await rm(dataDir, { recursive: true });
  });

  const status = async () => (await aggregates.load(erasures, FAN_ID)).state.status;

  it('waits until none of their orders is open', async () => {
    open = 1;
    await eraser.resume(FAN_ID, CAUSE);
    expect(await status()).toBe('requested');
    expect((await keys.keysToDecrypt([FAN_ID])).size).toBe(1);
    open = 0;
    await eraser.resume(FAN_ID, CAUSE);
    expect(await status()).toBe('erased');
    expect((await keys.keysToDecrypt([FAN_ID])).size).toBe(0);
  });

  it('leaves nothing of theirs in the memory of the program', async () => {
    open = 0;
    const { creatorId } = SAMPLES.CreatorRegistered;
    await recorded(`creator-${creatorId}`, [
      happened('CreatorRegistered'),
      happened('PayoutDestinationSet', { holder: 'Barış Demir' }),
    ]);
    await recorded(`erasure-${creatorId}`, [happened('ErasureRequested', { personId: creatorId })]);
    const known = async () => JSON.stringify((await aggregates.load(creators, creatorId)).state);
    expect(await known()).toContain('Barış Demir');
    await eraser.resume(creatorId, CAUSE);
    expect(await known()).not.toContain('Barış Demir');
  });

  it('comes to its end once the key is destroyed, though an order was opened again since', async () => {
    // Its answer was lost, and then a refund failed that had been issued.
    await keys.destroy(FAN_ID);
    open = 1;
    await eraser.resume(FAN_ID, CAUSE);
    expect(await status()).toBe('erased');
  });
});

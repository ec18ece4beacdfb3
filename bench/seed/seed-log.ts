import { setTimeout as sleep } from 'node:timers/promises';
import type { AggregateType } from '../../src/application/aggregates.js';
import { creators, fans, orders } from '../../src/application/aggregates.js';
import { type EventCodec, shoutoutsCodec } from '../../src/application/events/event-codec.js';
import type { Clock } from '../../src/application/ports/clock.js';
import type { EventStore } from '../../src/application/ports/event-store.js';
import { LIMITS } from '../../src/application/runtime/limits.js';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import { type Instant, instant } from '../../src/domain/time.js';
import { UuidV7 } from '../../src/infrastructure/clock/uuid-v7.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from '../../src/infrastructure/embedded/read-models/embedded-read-models.js';
import { EmbeddedSubjectKeys } from '../../src/infrastructure/embedded/subject-keys/embedded-subject-keys.js';
import { orderStory, type StoryEnd, storyOrderId } from './order-story.js';
import { CREATORS, creatorEvents, creatorId, fanEvents, FANS, fanId } from './people.js';

/** Appends under way at once: enough for large commits, and little for the garbage collector to carry along. */
const APPENDS_AT_ONCE = 500;
/** They have nothing left to do about seeded orders: as after years of service. */
const PROCESSES = ['payment', 'refund', 'chargeback', 'order_slots'];

/** How many orders of each kind. */
export type Orders = Readonly<Record<StoryEnd, number>>;

const clock: Clock = { now: () => instant(Date.now()), sleep: (ms) => sleep(ms) };
const random = new UuidV7();

/** Writes people and their orders into the log of a new data folder, through the codec and the store. */
export async function seedLog(dataDir: string, count: Orders): Promise<{ readonly events: number }> {
  const keys = EmbeddedSubjectKeys.open({ dataDir, warn: () => undefined });
  const store = await EmbeddedEventStore.open({ dataDir, clock });
  const log = new SeededLog(store, shoutoutsCodec(keys));
  const now = clock.now();
  await log.writeAll(FANS, (n) => log.write(fans, fanId(n), fanEvents(n, now), now));
  await log.writeAll(CREATORS, (n) => log.write(creators, creatorId(n), creatorEvents(n, now), now));
  for (const end of ['delivered', 'held'] as const)
    await log.writeAll(count[end], (n) =>
      log.write(orders, storyOrderId(end, n), orderStory(end, n, now), now),
    );
  await settleProcesses(dataDir, (await store.lastPosition()) ?? 0n);
  await store.close();
  await keys.close();
  return { events: log.events };
}

class SeededLog {
  events = 0;

  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec<ShoutoutsEvent>,
  ) {}

  async writeAll(count: number, write: (n: number) => Promise<void>): Promise<void> {
    for (let start = 0; start < count; start += APPENDS_AT_ONCE) {
      const size = Math.min(APPENDS_AT_ONCE, count - start);
      await Promise.all(Array.from({ length: size }, (_, offset) => write(start + offset)));
    }
  }

  async write<State, Event extends ShoutoutsEvent>(
    { category }: AggregateType<State, Event>,
    id: string,
    events: readonly Event[],
    at: Instant,
  ): Promise<void> {
    const commandId = random.uuid();
    const encoded = await this.codec.encode(events, {
      commandId,
      $correlationId: commandId,
      $causationId: commandId,
      actor: { role: 'system', id: 'bench' },
      source: 'cli',
      at,
    });
    await this.store.append(`${category}-${id}`, 'no_stream', encoded);
    this.events += events.length;
  }
}

async function settleProcesses(dataDir: string, position: bigint): Promise<void> {
  const models = await EmbeddedReadModels.open({ dataDir, clock });
  for (const process of PROCESSES)
    await models.write(LIMITS.checkpointCollection, [], { name: `process:${process}`, position });
  await models.close();
}

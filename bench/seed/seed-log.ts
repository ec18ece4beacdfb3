import type { AggregateType } from '../../src/application/aggregates.js';
import { creators, fans, orders } from '../../src/application/aggregates.js';
import { type EventCodec, shoutoutsCodec } from '../../src/application/events/event-codec.js';
import type { EventStore } from '../../src/application/ports/event-store.js';
import { PROCESS_NAMES } from '../../src/application/processes/process.js';
import { checkpointOf, PROCESS_CHECKPOINTS } from '../../src/application/runtime/process-checkpoint.js';
import type { ShoutoutsEvent } from '../../src/domain/all-events.js';
import type { Instant } from '../../src/domain/time.js';
import { openReadModels } from '../../src/engines.js';
import { UuidV7 } from '../../src/infrastructure/clock/uuid-v7.js';
import { EmbeddedSubjectKeys } from '../../src/infrastructure/embedded/subject-keys/embedded-subject-keys.js';
import { readSettings } from '../../src/settings.js';
import { clock, type Engine } from '../engines/engine.js';
import { EVENTS_PER_STORY, orderStory, type StoryEnd, storyOrderId } from './order-story.js';
import { CREATORS, creatorEvents, creatorId, fanEvents, FANS, fanId } from './people.js';

/** Appends under way at once: enough for large commits, and little for the garbage collector to carry along. */
const APPENDS_AT_ONCE = 500;

/** How many orders of each kind. */
export type Orders = Readonly<Record<StoryEnd, number>>;

const random = new UuidV7();

/** Of people alone: each fan is one event, each creator two. */
export const SMALLEST_LOG = FANS + 2 * CREATORS;

/** How many delivered orders make a log that long. */
export const deliveredIn = (events: number): number =>
  Math.max(0, Math.ceil((events - SMALLEST_LOG) / EVENTS_PER_STORY.delivered));

/** Writes people and their orders into a new log, through the codec and the store. */
export async function seedLog(
  engine: Engine,
  dataDir: string,
  count: Orders,
): Promise<{ readonly events: number }> {
  const keys = EmbeddedSubjectKeys.open({ dataDir, warn: () => undefined });
  const store = await engine.openLog(dataDir);
  const log = new SeededLog(store, shoutoutsCodec(keys));
  const now = clock.now();
  await log.writeAll(FANS, (n) => log.write(fans, fanId(n), fanEvents(n, now), now));
  await log.writeAll(CREATORS, (n) => log.write(creators, creatorId(n), creatorEvents(n, now), now));
  for (const end of ['delivered', 'held'] as const)
    await log.writeAll(count[end], (n) =>
      log.write(orders, storyOrderId(end, n), orderStory(end, n, now), now),
    );
  await settleProcesses(engine, dataDir, (await store.lastPosition()) ?? 0n);
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
    const encoded = await this.codec.encode(
      events,
      {
        commandId,
        $correlationId: commandId,
        $causationId: commandId,
        actor: { role: 'system', id: 'bench' },
        source: 'cli',
        at,
      },
      random,
    );
    await this.store.append(`${category}-${id}`, 'no_stream', encoded);
    this.events += events.length;
  }
}

/** They have nothing left to do about seeded orders: as after years of service. */
async function settleProcesses({ environment }: Engine, dataDir: string, position: bigint): Promise<void> {
  const models = await openReadModels(readSettings({ ...environment, DATA_DIR: dataDir }), clock);
  for (const process of PROCESS_NAMES)
    await models.write(PROCESS_CHECKPOINTS, [], { name: checkpointOf(process), position });
  await models.close();
}

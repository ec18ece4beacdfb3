import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../src/application/ports/clock.js';
import type { EventStore } from '../../src/application/ports/event-store.js';
import { instant } from '../../src/domain/time.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { EventStoreDb } from '../../src/infrastructure/eventstoredb/event-store-db.js';
import { print } from '../print.js';
import { startStandIn } from './stand-in.js';

export const ENGINES = ['embedded', 'eventstoredb', 'mongodb'] as const;
export type EngineName = (typeof ENGINES)[number];

export const clock: Clock = {
  now: () => instant(Date.now()),
  monotonicMs: () => performance.now(),
  sleep: (ms) => sleep(ms),
};

/** What the program is measured on: where its log and its read models are. */
export interface Engine {
  readonly name: EngineName;
  /** Settings of the program. */
  readonly environment: Readonly<Record<string, string>>;
  /** `undefined` where the log is in the data folder. */
  readonly eventStoreUrl: string | undefined;
  openLog(dataDir: string): Promise<EventStore>;
  close(): Promise<void>;
}

/** @throws Error that says which setting is missing, or that the server is not empty */
export async function startEngine(name: EngineName): Promise<Engine> {
  switch (name) {
    case 'embedded':
      return embedded(name, {});
    case 'mongodb': {
      const url = new URL(process.env['MONGODB_URL'] ?? missing('MONGODB_URL'));
      url.pathname = `/bench_${String(Date.now())}`;
      return embedded(name, { MONGODB_URL: url.href });
    }
    case 'eventstoredb':
      return eventStoreDb();
  }
}

const embedded = (name: EngineName, environment: Engine['environment']): Engine => ({
  name,
  environment,
  eventStoreUrl: undefined,
  openLog: (dataDir) => EmbeddedEventStore.open({ dataDir, clock }),
  close: () => Promise.resolve(),
});

async function eventStoreDb(): Promise<Engine> {
  const given = process.env['EVENTSTORE_URL'];
  const standIn = given === undefined ? await startStandIn() : undefined;
  const url = given ?? standIn?.url ?? '';
  print(
    standIn === undefined
      ? 'EventStoreDB at EVENTSTORE_URL'
      : 'a stand-in for EventStoreDB, in a process of its own: ratios are to what the raw client reaches on that',
  );
  const openLog = () =>
    EventStoreDb.open({ url, clock, warn: (message) => process.stderr.write(`${message}\n`) });
  const log = await openLog();
  const isUsed = (await log.lastPosition()) !== undefined;
  await log.close();
  if (isUsed) throw new Error('EVENTSTORE_URL: the benchmark needs a server without events, and fills it');
  return {
    name: 'eventstoredb',
    environment: { EVENTSTORE_URL: url },
    eventStoreUrl: url,
    openLog,
    close: async () => standIn?.stop(),
  };
}

function missing(setting: string): never {
  throw new Error(`${setting} is missing: the benchmark needs a server there`);
}

import { setImmediate as turn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { DecodeOnce } from '../application/events/decode-once.js';
import { shoutoutsCodec } from '../application/events/event-codec.js';
import type { CatchUp, CatchUpHooks } from '../application/ports/catch-ups.js';
import type { EventStore } from '../application/ports/event-store.js';
import type { Log } from '../application/ports/log.js';
import type { ReadModels } from '../application/ports/read-models.js';
import type { SubjectKeys } from '../application/ports/subject-keys.js';
import { NO_TELEMETRY } from '../application/ports/telemetry.js';
import { ALL_PROJECTIONS } from '../application/projections/all-projections.js';
import { catchUp } from '../application/runtime/catch-up.js';
import type { FeedDeps } from '../application/runtime/projection-feed.js';
import { Scrubs } from '../application/runtime/projection-scrubs.js';
import { SystemClock } from '../infrastructure/clock/system-clock.js';
import { EmbeddedEventStore } from '../infrastructure/embedded/event-store/embedded-event-store.js';
import { EmbeddedReadModels } from '../infrastructure/embedded/read-models/embedded-read-models.js';
import {
  ALIVE_EVERY_MS,
  type FromThread,
  type Question,
  type ThreadSettings,
  type ToThread,
} from './messages.js';

if (parentPort === null) throw new Error('this runs in a thread');
const port = parentPort;
const settings = workerData as ThreadSettings;
const clock = new SystemClock();

const say = (message: FromThread): void => port.postMessage(message);
setInterval(() => say({ say: 'alive' }), ALIVE_EVERY_MS).unref();

interface Asker {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (reason: Error) => void;
}
const askers = new Map<number, Asker>();
let lastQuestion = 0;

function ask(question: Question): Promise<unknown> {
  lastQuestion += 1;
  const number = lastQuestion;
  return new Promise((resolve, reject) => {
    askers.set(number, { resolve, reject });
    say({ say: 'question', number, question });
  });
}

/** Those of the program, which has them: a key that was destroyed there is not answered here. */
const keys: Pick<SubjectKeys, 'keysToEncrypt' | 'keysToDecrypt'> = {
  keysToEncrypt: () => Promise.reject(new Error('nothing is encrypted here')),
  keysToDecrypt: async (subjects) => {
    const answer = (await ask({ ask: 'keys', subjects })) as ReadonlyMap<string, Uint8Array>;
    return new Map([...answer].map(([subject, key]) => [subject, Buffer.from(key)]));
  },
};

/** What keeps somebody from getting on is told where they are asked for. */
const silent = () => undefined;
const log: Log = { info: silent, warn: silent, error: silent };

interface Opened extends FeedDeps {
  readonly close: () => Promise<unknown>;
}

async function open(): Promise<Opened> {
  const store = await openStore();
  const models = await openModels();
  const scrubs = new Scrubs(models, clock);
  const codec = new DecodeOnce(shoutoutsCodec(keys));
  return {
    ...{ store, models, codec, clock, log, scrubs, telemetry: NO_TELEMETRY },
    close: () => Promise.allSettled([store.close(), models.close()]),
  };
}

async function openStore(): Promise<EventStore> {
  const { dataDir, eventStoreUrl: url } = settings;
  if (url === undefined) return EmbeddedEventStore.openForReading({ dataDir, clock, readsHere: true });
  const { EventStoreDb } = await import('../infrastructure/eventstoredb/event-store-db.js');
  return EventStoreDb.open({ url, clock, warn: silent });
}

async function openModels(): Promise<ReadModels> {
  const { dataDir, mongodbUrl } = settings;
  if (mongodbUrl === undefined) return EmbeddedReadModels.openBeside(dataDir);
  const { MongoReadModels } = await import('../infrastructure/mongodb/mongo-read-models.js');
  return MongoReadModels.open(mongodbUrl);
}

let opened: Promise<Opened> | undefined;
const underWay = new Map<number, AbortController>();

async function run(of: number, order: CatchUp): Promise<void> {
  const stop = new AbortController();
  underWay.set(of, stop);
  const hooks: CatchUpHooks = {
    advanced: async (position, events) => {
      say({ say: 'advanced', of, position, events });
      // Whatever was said to this thread is heard between two batches.
      await turn();
    },
    erasing: (position) => ask({ ask: 'erasing', of, position }).then(silent),
    touching: (ids) => ask({ ask: 'touching', of, ids }).then(silent),
  };
  try {
    opened ??= open();
    await catchUp(await opened, ALL_PROJECTIONS, order, hooks, stop.signal);
    say({ say: 'ended', of });
  } catch (error) {
    say({ say: 'ended', of, trouble: String(error) });
  }
  underWay.delete(of);
}

async function end(): Promise<void> {
  port.close();
  const last = await opened?.catch(() => undefined);
  await last?.close();
}

port.on('message', (message: ToThread) => {
  switch (message.tell) {
    case 'run':
      return void run(message.of, message.catchUp);
    case 'stop':
      return underWay.get(message.of)?.abort();
    case 'answer':
      askers.get(message.to)?.resolve(message.answer);
      return void askers.delete(message.to);
    case 'refusal':
      askers.get(message.to)?.reject(new Error(message.reason));
      return void askers.delete(message.to);
    case 'end':
      return void end();
  }
});

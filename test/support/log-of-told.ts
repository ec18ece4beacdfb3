import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import { HOUR_MS, instant, plusMs } from '../../src/domain/time.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { someContext } from '../application/read-side.js';
import { namedIn } from '../domain/money-rules/books-of.js';
import type { Told } from '../domain/money-rules/told.js';
import { MemorySubjectKeys } from './memory-subject-keys.js';
import { realClock } from './real-clock.js';
import { realRandom } from './real-random.js';

/** A new folder with a log of these events; the last one is two hours younger than the others. */
export async function logOfTold(events: readonly Told[]): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'log-of-told-'));
  const store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
  const codec = shoutoutsCodec(new MemorySubjectKeys());
  const at = instant(Date.now());
  for (const [index, [stream, event, by = namedIn(event)]] of events.entries()) {
    const isLast = index === events.length - 1;
    const actor = { role: 'finance', id: by } as const;
    const context = { ...someContext(), actor, at: isLast ? plusMs(at, 2 * HOUR_MS) : at };
    await store.append(`of-${stream}`, 'any', await codec.encode([event], context, realRandom));
  }
  await store.close();
  return dataDir;
}

import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { realClock } from '../support/real-clock.js';
import { crashEventId, crashWriters } from './event-store-crash.js';

/**
 * Appends for ever with one append in flight per writer, and prints `writer n` for each that was acknowledged.
 * Event n of a writer has an id that follows from both, and is revision n of the writer's stream.
 */
const [dataDir = '', round = ''] = process.argv.slice(2);
const store = await EmbeddedEventStore.open({ dataDir, clock: realClock });

async function write(writer: number): Promise<never> {
  const stream = `round-${round}-writer-${String(writer)}`;
  for (let n = 0; ; n += 1) {
    const event = { id: crashEventId(round, writer, n), type: 'T', data: { n }, metadata: {} };
    await store.append(stream, n === 0 ? 'no_stream' : BigInt(n - 1), [event]);
    process.stdout.write(`${String(writer)} ${String(n)}\n`);
  }
}

await Promise.all(Array.from({ length: crashWriters }, (_, writer) => write(writer)));

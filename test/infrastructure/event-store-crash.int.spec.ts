import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { spawnChild } from '../support/child.js';
import { realClock } from '../support/real-clock.js';
import { crashEventId, crashWriters } from './event-store-crash.js';

describe('the embedded event log, when its process is killed with 64 appends in flight', () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'event-log-crash-'));
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  /** Lets a process append until a random number of acknowledgements, kills it, and answers the last one of each writer. */
  const killedWriter = async (round: string): Promise<number[]> => {
    const child = spawnChild('test/infrastructure/event-store-crash.child.ts', [dataDir, round]);
    if (child.stdout === null) throw new Error('no output');
    const acknowledged = new Array<number>(crashWriters).fill(-1);
    const killAfter = randomInt(200, 5_000);
    let count = 0;
    for await (const line of createInterface(child.stdout)) {
      const [writer, n] = line.split(' ').map(Number);
      // The last line may have been cut by the kill.
      if (writer === undefined || n === undefined || acknowledged[writer] !== n - 1) continue;
      acknowledged[writer] = n;
      count += 1;
      if (count === killAfter) child.kill('SIGKILL');
    }
    if (child.signalCode === null && child.exitCode === null) await once(child, 'exit');
    expect(child.signalCode).toBe('SIGKILL');
    return acknowledged;
  };

  it.each(['1', '2', '3'])(
    'has everything acknowledged once, and takes repeated appends (round %s)',
    async (round) => {
      const acknowledged = await killedWriter(round);
      const store = await EmbeddedEventStore.open({ dataDir, clock: realClock });
      for (const [writer, last] of acknowledged.entries()) {
        const stream = `round-${round}-writer-${String(writer)}`;
        const append = (n: number) => {
          const event = { id: crashEventId(round, writer, n), type: 'T', data: { n }, metadata: {} };
          return store.append(stream, n === 0 ? 'no_stream' : BigInt(n - 1), [event]);
        };
        const inFlight = last + 1;
        const found = await store.readStream(stream);
        // At most the one in flight, and perhaps the one after it whose acknowledgement of the first was not printed.
        expect(found.length).toBeGreaterThanOrEqual(inFlight);
        await append(inFlight);
        const n = Math.max(found.length, inFlight + 1);
        await append(n);
        const ids = (await store.readStream(stream)).map(({ id }) => id);
        expect(ids).toEqual(Array.from({ length: n + 1 }, (_, at) => crashEventId(round, writer, at)));
      }
      const all = await store.readAll({ limit: 1_000_000 });
      expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
      await store.close();
    },
  );
});

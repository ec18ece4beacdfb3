import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventLogPath } from '../../src/infrastructure/embedded/event-store/event-log-file.js';
import { EmbeddedEventStore } from '../../src/infrastructure/embedded/event-store/embedded-event-store.js';
import { realClock } from '../support/real-clock.js';

const event = (n: number) => ({ id: randomUUID(), type: 'T', data: { n }, metadata: {} });

describe('an event log that is read beside who writes it', () => {
  let dataDir: string;
  let writing: EmbeddedEventStore;
  let reading: EmbeddedEventStore;

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'event-log-reading-'));
    writing = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    await writing.append('s', 'no_stream', [event(0)]);
    reading = await EmbeddedEventStore.openForReading({ dataDir, clock: realClock });
  });
  afterEach(async () => {
    await reading.close();
    await writing.close();
    await rm(dataDir, { recursive: true });
  });

  it('has at once what was committed meanwhile', async () => {
    await writing.append('s', 0n, [event(1), event(2)]);
    expect((await reading.readAll()).map(({ data }) => data)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
    expect(await reading.lastPosition()).toBe(await writing.lastPosition());
  });

  it('is followed', async () => {
    const stop = new AbortController();
    const seen: unknown[] = [];
    for await (const { events, caughtUp } of reading.subscribe({ signal: stop.signal })) {
      seen.push(...events.map(({ data }) => data['n']));
      if (seen.length > 1) stop.abort();
      else if (caughtUp) await writing.append('s', 0n, [event(1)]);
    }
    expect(seen).toEqual([0, 1]);
  });

  it('takes nothing in', async () => {
    await expect(reading.append('s', 0n, [event(1)])).rejects.toThrow('opened for reading');
    expect(await writing.readStream('s')).toHaveLength(1);
  });

  it('goes on being written when who reads it goes', async () => {
    await reading.close();
    await writing.append('s', 0n, [event(1)]);
    await writing.close();
    writing = await EmbeddedEventStore.open({ dataDir, clock: realClock });
    expect(await writing.readStream('s')).toHaveLength(2);
  });

  it('is left as it is where it is none', async () => {
    const other = await mkdtemp(join(tmpdir(), 'event-log-reading-'));
    await writeFile(eventLogPath(other), 'not a database, and longer than the header of one');
    await expect(EmbeddedEventStore.openForReading({ dataDir: other, clock: realClock })).rejects.toThrow(
      'is not an event log of this program',
    );
    await rm(other, { recursive: true });
  });
});

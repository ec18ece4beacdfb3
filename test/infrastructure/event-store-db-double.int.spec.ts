import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  ANY,
  type AppendExpectedRevision,
  BACKWARDS,
  binaryEvent,
  END,
  EventStoreDBClient,
  FORWARDS,
  jsonEvent,
  NO_STREAM,
  START,
  STREAM_EXISTS,
  streamNameFilter,
  type EventData,
  type ReadStreamOptions,
} from '@eventstore/db-client';
import { EventStoreDbDouble } from '../support/eventstoredb/event-store-db-double.js';
import { answerOf, recordedAnswers } from '../support/eventstoredb/recorded.js';

/**
 * The double answers as a real node did: the same calls in the same order as in the recording
 * (test/fixtures/eventstoredb/behaviour.txt, sections 1 to 7), made with the real client.
 *
 * Not in the double, and not called by the adapter: deletion, persistent subscriptions, metadata, projections.
 */
describe('the double of EventStoreDB', () => {
  const recorded = recordedAnswers();
  const prefix = `r${crypto.randomUUID().slice(0, 8)}`;
  let dataDir: string;
  let double: EventStoreDbDouble;
  let client: EventStoreDBClient;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'eventstoredb-'));
    double = await EventStoreDbDouble.start({ dataDir });
    client = EventStoreDBClient.connectionString(double.url);
  });
  afterAll(async () => {
    await client.dispose();
    await double.kill();
    await rm(dataDir, { recursive: true });
  });

  const event = (n = 0): EventData => jsonEvent({ type: 'T', data: { n }, metadata: { m: n } });
  const events = (count: number): EventData[] => Array.from({ length: count }, (_, n) => event(n));
  const append = (
    stream: string,
    expectedRevision: AppendExpectedRevision,
    proposed: EventData[],
    options = {},
  ) => client.appendToStream(`${prefix}-${stream}`, proposed, { expectedRevision, ...options });

  /** One call after the other, each answered as it is recorded under the same words. */
  const asRecorded = async (calls: Readonly<Record<string, () => Promise<unknown>>>): Promise<void> => {
    for (const [label, call] of Object.entries(calls)) {
      expect(recorded.has(label)).toBe(true);
      expect({ label, ...(await answerOf(call, prefix)) }).toEqual({ label, ...recorded.get(label) });
    }
  };

  it('takes appends', () =>
    asRecorded({
      NO_STREAM: () => append('a', NO_STREAM, [event()]),
      ANY: () => append('a', ANY, [event()]),
      'revision 1n': () => append('a', 1n, [event()]),
      STREAM_EXISTS: () => append('a', STREAM_EXISTS, [event()]),
      'batch 3 events at 3n': () => append('a', 3n, events(3)),
      'empty array ANY on existing': () => append('a', ANY, []),
      'empty array NO_STREAM on new': () => append('empty', NO_STREAM, []),
      'read after empty': () => revisionsOf('empty'),
      'append to system-named stream $x': () => client.appendToStream('$x', [event()]),
      'append event type $sys': () => append('sys', ANY, [jsonEvent({ type: '$sys', data: {} })]),
    }));

  it('refuses appends that expect something else, on both ways that the client has', () => {
    const credentials = { username: 'u', password: 'p' };
    return asRecorded({
      'NO_STREAM on existing': () => append('a', NO_STREAM, [event()]),
      'revision 99n on existing': () => append('a', 99n, [event()]),
      'revision 2n on existing (stale)': () => append('a', 2n, [event()]),
      'revision 5n on missing': () => append('missing', 5n, [event()]),
      'revision 0n on missing': () => append('missing', 0n, [event()]),
      'STREAM_EXISTS on missing': () => append('missing', STREAM_EXISTS, [event()]),
      'NO_STREAM on existing [Append]': () => append('a', NO_STREAM, [event()], { credentials }),
      '99n on existing [Append]': () => append('a', 99n, [event()], { credentials }),
      '0n on missing [Append]': () => append('missing', 0n, [event()], { credentials }),
      'STREAM_EXISTS on missing [Append]': () => append('missing', STREAM_EXISTS, [event()], { credentials }),
    });
  });

  it('recognises repeated appends by their ids', async () => {
    const [first, other] = [events(3), event(50)];
    const altered = first.map(({ id }) => jsonEvent({ id, type: 'T', data: { n: 'other' } }));
    await asRecorded({
      'first NO_STREAM 3 ev': () => append('i', NO_STREAM, first),
      'again NO_STREAM same ids': () => append('i', NO_STREAM, first),
      'again ANY same ids': () => append('i', ANY, first),
      'again STREAM_EXISTS same ids': () => append('i', STREAM_EXISTS, first),
      'same ids but DIFFERENT data, NO_STREAM': () => append('i', NO_STREAM, altered),
      'prefix (first 2) NO_STREAM': () => append('i', NO_STREAM, first.slice(0, 2)),
      'last one at 1n': () => append('i', 1n, first.slice(2)),
      'partial: ids + one new, NO_STREAM': () => append('i', NO_STREAM, [...first, event()]),
      'partial: ids + one new, ANY': () => append('i', ANY, [...first, event()]),
      'same ids, wrong revision 2n (=current)': () => append('i', 2n, first),
      'new event ANY': () => append('i', ANY, [other]),
      'again ANY original ids after other event': () => append('i', ANY, first),
      'again NO_STREAM original ids after other event': () => append('i', NO_STREAM, first),
      'same ids to another stream': () => append('i2', NO_STREAM, first),
      'two events w/ same id in one append': () => append('dup', NO_STREAM, [other, other]),
    });
    expect(await revisionsOf('dup')).toBe('0,1');
    const [once, again] = [await append('i', NO_STREAM, first), await append('i', ANY, first)];
    expect(again.position).toEqual(once.position);
  });

  it('reads streams', async () => {
    await asRecorded({
      'fwd all': () => revisionsOf('a'),
      'fwd from 2n max 3': () => revisionsOf('a', { fromRevision: 2n, maxCount: 3 }),
      'bwd from END max 2': () => revisionsOf('a', { direction: BACKWARDS, fromRevision: END, maxCount: 2 }),
      'bwd from 3n': () => revisionsOf('a', { direction: BACKWARDS, fromRevision: 3n }),
      'fwd from 100n (past end)': () => revisionsOf('a', { fromRevision: 100n }),
      'bwd from START': async () =>
        Number(await revisionsOf('a', { direction: BACKWARDS, fromRevision: START })),
      'fwd from END': () => revisionsOf('a', { direction: FORWARDS, fromRevision: END }),
      'bwd from 100n': () => revisionsOf('a', { direction: BACKWARDS, fromRevision: 100n }),
      'maxCount 0': () => revisionsOf('a', { maxCount: 0 }),
      'missing stream': () => revisionsOf('nope'),
      'missing stream bwd': () => revisionsOf('nope', { direction: BACKWARDS, fromRevision: END }),
    });
    await append('bin', NO_STREAM, [binaryEvent({ type: 'B', data: Buffer.from([1, 2, 3]) })]);
    for await (const { event: binary } of client.readStream(`${prefix}-bin`))
      expect(binary).toMatchObject({ isJson: false, data: new Uint8Array([1, 2, 3]) });
  });

  it('reads the log: forwards from the position itself, backwards from before it', async () => {
    await append('pos', NO_STREAM, events(2));
    const { position } = await append('pos', 1n, [event()]);
    if (position === undefined) throw new Error('no position');
    const forwards = await logFrom({ fromPosition: position });
    expect(forwards[0]).toBe(`${prefix}-pos@2`);
    const backwards = await logFrom({ fromPosition: position, direction: BACKWARDS, maxCount: 1 });
    expect(backwards).toEqual([`${prefix}-pos@1`]);
    expect(await logFrom({ fromPosition: START, maxCount: 2 })).toEqual([
      '$$$scavenges@0',
      '$projections-$all@0',
    ]);
    expect(await logFrom({ fromPosition: END, direction: BACKWARDS, maxCount: 1 })).toEqual([
      `${prefix}-pos@2`,
    ]);
    const { commit } = position;
    await asRecorded({
      'readAll invalid position (commit off by one)': () =>
        logFrom({ fromPosition: { commit: commit - 1n, prepare: commit - 1n } }),
      'readAll prepare>commit': () => logFrom({ fromPosition: { commit, prepare: commit + 1n } }),
    });
  });

  it('subscribes from after a position, tells checkpoints and that it caught up, and goes on live', async () => {
    const { position } = await append('pos', ANY, [event()]);
    if (position === undefined) throw new Error('no position');
    const checkpoints: unknown[] = [];
    let caughtUp = 0;
    const subscription = client.subscribeToAll({
      fromPosition: position,
      filter: streamNameFilter({
        prefixes: [prefix],
        checkpointReached: (_, checkpoint) => void checkpoints.push(checkpoint),
      }),
    });
    subscription.on('caughtUp', () => {
      caughtUp += 1;
      void double.ask({ writeSystemEvents: 40 }).then(() => append('pos', ANY, [event(7)]));
    });
    for await (const resolved of subscription) {
      expect(resolved.event).toMatchObject({ streamId: `${prefix}-pos`, data: { n: 7 } });
      break;
    }
    expect(caughtUp).toBe(1);
    expect(checkpoints.length).toBeGreaterThan(0);
  });

  it('keeps to the limit on the size of an append', async () => {
    const sized = (length: number): EventData => jsonEvent({ type: 'T', data: { x: 'x'.repeat(length) } });
    const MiB = 1_048_576;
    await asRecorded({
      '1 event of 1.1 MiB': () => append('big', NO_STREAM, [sized(1.1 * MiB)]),
      '1 event of 1 MiB - 200 B': () => append('big', NO_STREAM, [sized(MiB - 200)]),
      'x length 1 MiB-40': () => append('big', ANY, [sized(MiB - 40)]),
      'x length 1 MiB-10': async () => {
        await append('big', ANY, [sized(MiB - 20)]);
        await append('big', ANY, [sized(MiB - 12)]);
        return append('big', ANY, [sized(MiB - 10)]);
      },
      'x length 1 MiB0': () => append('big', ANY, [sized(MiB)]),
      'two events of 600 KiB': () => append('big', ANY, [sized(600 * 1024), sized(600 * 1024)]),
      '1 event of 5 MiB': () => append('big', ANY, [sized(5 * MiB)]),
      'client usable afterwards': () => append('after-big', NO_STREAM, [event()]),
    });
  });

  async function revisionsOf(stream: string, options: ReadStreamOptions = {}): Promise<string> {
    const found: string[] = [];
    for await (const { event: read } of client.readStream(`${prefix}-${stream}`, options))
      found.push(String(read?.revision));
    return found.join(',');
  }

  async function logFrom(options: Parameters<EventStoreDBClient['readAll']>[0]): Promise<string[]> {
    const found: string[] = [];
    for await (const { event: read } of client.readAll(options))
      found.push(`${String(read?.streamId)}@${String(read?.revision)}`);
    return found;
  }
});

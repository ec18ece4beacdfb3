import type { EventStore } from '../../src/application/ports/event-store.js';
import type { Engine } from '../engines/engine.js';
import { count, mean, median, print, ratio, tell } from '../print.js';
import { RawEventStoreDb } from '../raw/raw-event-store-db.js';
import { appendRate, perSecond } from '../raw/sample-events.js';

const ROUNDS = 5;
const PAGE_EVENTS = 500;

export interface EventStoreDbRates {
  /** Of the raw client. */
  readonly appendsPerSecond: number;
}

interface Pair {
  readonly raw: number;
  readonly ours: number;
}

/**
 * The adapter beside EventStoreDB's own client on the same server: one after the other in each round, now this one first and
 * now that one, since the machine may be faster at one time than at another. The ratio is the median of the rounds.
 */
export async function compareWithClient(engine: Engine, events: number): Promise<EventStoreDbRates> {
  const raw = new RawEventStoreDb(engine.eventStoreUrl ?? '');
  const store = await engine.openLog('');
  const appends = await rounds('appends', 'raw appendToStream', (round) => [
    () => raw.appends(events, `raw-${String(round)}-`),
    () => adapterAppends(store, events, `ours-${String(round)}-`),
  ]);
  await rounds('readAll', 'raw readAll', () => [
    () => raw.readAll(events),
    () => adapterReadAll(store, events),
  ]);
  await rounds('subscribe', 'a raw catch-up subscription', () => [
    () => raw.subscription(events),
    () => adapterSubscription(store, events),
  ]);
  await store.close();
  raw.close();
  return { appendsPerSecond: appends.raw };
}

type Measure = () => Promise<number>;

async function rounds(
  name: string,
  baseline: string,
  of: (round: number) => readonly [raw: Measure, ours: Measure],
): Promise<Pair> {
  const pairs: Pair[] = [];
  // The first one warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    tell(`${name}: round ${String(round)}`);
    const [measureRaw, measureOurs] = of(round);
    let pair: Pair;
    if (round % 2 === 0) {
      const raw = await measureRaw();
      pair = { raw, ours: await measureOurs() };
    } else {
      const ours = await measureOurs();
      pair = { raw: await measureRaw(), ours };
    }
    if (round > 0) pairs.push(pair);
  }
  const [raw, ours] = [mean(pairs.map((pair) => pair.raw)), mean(pairs.map((pair) => pair.ours))];
  const shares = pairs.map((pair) => pair.ours / pair.raw);
  print(
    `${name.padEnd(10)} ${ratio(median(shares))} of ${baseline}   ${count(ours)} of ${count(raw)} events per second` +
      `   (rounds from ${ratio(Math.min(...shares))} to ${ratio(Math.max(...shares))})`,
  );
  return { raw, ours };
}

const adapterAppends = (store: EventStore, events: number, prefix: string): Promise<number> =>
  appendRate(events, (stream, revision, event) =>
    store.append(`${prefix}${stream}`, revision === 0 ? 'no_stream' : BigInt(revision - 1), [event]),
  );

const adapterReadAll = (store: EventStore, events: number): Promise<number> =>
  perSecond(events, async () => {
    let after = 0n;
    for (let seen = 0; seen < events;) {
      const page = await store.readAll({ after, limit: Math.min(PAGE_EVENTS, events - seen) });
      seen += page.length;
      after = page.at(-1)?.position ?? after;
      if (page.length === 0) throw new Error('the log is shorter than it was');
    }
  });

const adapterSubscription = (store: EventStore, events: number): Promise<number> =>
  perSecond(events, async () => {
    const stop = new AbortController();
    let seen = 0;
    for await (const batch of store.subscribe({ signal: stop.signal })) {
      seen += batch.events.length;
      if (seen >= events) break;
    }
    stop.abort();
  });

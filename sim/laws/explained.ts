import { SEALED_EVENTS } from '../../src/application/events/event-codec.js';
import { explainWholeOrder } from '../../src/application/orders/explained/explain-whole-order.js';
import type { ExplainedOrder } from '../../src/application/orders/explained/explained-order.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { ProjectionRuntime } from '../../src/application/runtime/projection-runtime.js';
import { StreamReader } from '../../src/application/runtime/stream-reader.js';
import type { OrderId } from '../../src/domain/ids.js';
import { instant } from '../../src/domain/time.js';
import type { World } from '../world/world.js';

/** What the scanner of deadlines has on its list about an order itself. */
const OF_ORDER = ['order', 'payment', 'refund', 'evidence'];

/**
 * Each order, explained from the log alone, keeps the money rules, has every event that names it, has as much held as the read model
 * says, and waits for the deadlines that the scanner waits for. To be asked when the read models have come to the end of the log.
 */
export async function checkExplained(
  world: World,
  { projections }: { readonly projections: ProjectionRuntime },
): Promise<void> {
  const { log, documents, time } = world;
  const byStream = grouped(log.events, ({ stream }) => stream);
  const byOrder = grouped(log.events, ({ data }) => data['orderId']);
  const now = instant(time.nowMs);
  const streams = new StreamReader(
    {
      readStream: (stream) => Promise.resolve(byStream.get(stream) ?? []),
      readAll: ({ after = 0n, limit } = {}) =>
        Promise.resolve(log.events.slice(Number(after), limit && Number(after) + limit)),
      lastPosition: () => Promise.resolve(log.end),
    },
    SEALED_EVENTS,
    { now: () => now },
  );
  const served = (name: string): Served =>
    documents.collections.get(projections.collectionOf(name)) ?? new Map<string, never>();
  for (const [orderId] of served('order_view')) {
    const named = byOrder.get(orderId) ?? [];
    const findStreamsNaming = () => Promise.resolve(new Set(named.map(({ stream }) => stream)));
    const asked = { orderId: orderId as OrderId, asOf: undefined, now };
    const explained = await explainWholeOrder({ streams, findStreamsNaming }, asked);
    const broke = (what: string) => world.broke(`${orderId}, explained: ${what}`);
    if (explained === undefined) broke('there is none');
    else
      for (const wrong of wrongIn(explained, named, deadlinesIn(served('deadlines'), orderId))) broke(wrong);
  }
}

function grouped<Key>(
  events: readonly RecordedEvent[],
  keyOf: (event: RecordedEvent) => Key,
): ReadonlyMap<Key, readonly RecordedEvent[]> {
  const groups = new Map<Key, RecordedEvent[]>();
  for (const event of events) {
    const key = keyOf(event);
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return groups;
}

type Served = ReadonlyMap<string, { readonly doc: object }>;

const deadlinesIn = (list: Served, orderId: string): readonly string[] =>
  OF_ORDER.flatMap((kind) => {
    const doc = list.get(`${kind}:${orderId}`)?.doc as { readonly dueAt?: string } | undefined;
    return doc === undefined ? [] : [`${kind} ${String(doc.dueAt)}`];
  });

function wrongIn(
  { rules, events, balances, money, deadlines, orderId }: ExplainedOrder,
  named: readonly RecordedEvent[],
  due: readonly string[],
): readonly string[] {
  const told = new Set(events.map(({ position }) => position));
  const untold = named.filter(({ position }) => !told.has(position.toString()));
  const held = balances.find(({ account }) => account === 'held_for_orders')?.balanceMinor ?? 0n;
  const sum = balances.reduce((total, { balanceMinor }) => total + balanceMinor, 0n);
  const running = deadlines
    .filter(({ outcome, subjectId }) => outcome === 'running' && subjectId === orderId)
    .filter(({ kind }) => OF_ORDER.includes(kind))
    .map(({ kind, dueAt }) => `${kind} ${dueAt}`);
  return [
    ...rules.broken.map(({ rule, event }) => `${rule} is broken by ${event}`),
    ...untold.map(({ type }) => `${type} is not in it`),
    ...(held === BigInt(-money.heldMinor)
      ? []
      : [`${String(-held)} is held, and ${String(money.heldMinor)}`]),
    ...(sum === 0n ? [] : [`what it has left sums up to ${String(sum)}`]),
    ...(running.sort().join() === [...due].sort().join()
      ? []
      : [`waits for ${running.join()}, and ${due.join()} is due`]),
  ];
}

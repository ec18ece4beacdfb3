import { createHash, randomUUID } from 'node:crypto';
import type { NewEvent } from '../../src/application/ports/event-store.js';

export const IN_FLIGHT = 64;
const STREAMS = 2_000;

/** An event as the product has them: 478 bytes of JSON. */
export function sampleEvent(n: number): NewEvent {
  const data = {
    orderId: `ord_${randomUUID()}`,
    fanId: `fan_${randomUUID()}`,
    creatorId: `cre_${randomUUID()}`,
    price: { amountMinor: String(10_000 + (n % 5_000)), currency: 'TRY' },
    acceptBy: '2026-11-26T09:30:00.000Z',
    brief: createHash('sha256').update(String(n)).digest('base64'),
    padding: 'x'.repeat(163),
  };
  return { id: randomUUID(), type: 'OrderPlaced', data, metadata: { commandId: randomUUID() } };
}

export const streamOf = (n: number): string => `order-${String((n * 7) % STREAMS)}`;
/** The revision of the `n`-th event in its stream. */
export const revisionOf = (n: number): number => Math.floor(n / STREAMS);

export type Append = (stream: string, revision: number, event: NewEvent) => Promise<unknown>;

/** One event per append, 64 appends under way. Answers events per second. */
export async function appendRate(events: number, append: Append): Promise<number> {
  const samples = Array.from({ length: events }, (_, n) => sampleEvent(n));
  let next = 0;
  const appendUntilDone = async () => {
    for (let n = next++; n < events; n = next++)
      await append(streamOf(n), revisionOf(n), samples[n] ?? sampleEvent(n));
  };
  return perSecond(events, () => Promise.all(Array.from({ length: IN_FLIGHT }, appendUntilDone)));
}

export async function perSecond(events: number, work: () => Promise<unknown>): Promise<number> {
  const startedAtMs = performance.now();
  await work();
  return (events * 1_000) / (performance.now() - startedAtMs);
}

import type { EventStore, Position, RecordedEvent } from '../../../application/ports/event-store.js';

/** The last events of a log, in its order. Positions may be far apart: it looks further back until there are as many. */
export async function lastEvents(
  store: Pick<EventStore, 'readAll' | 'endPosition'>,
  count: number,
): Promise<readonly RecordedEvent[]> {
  const end = await store.endPosition();
  for (let back = BigInt(count); ; back *= FURTHER) {
    const after: Position = back < end ? end - back : 0n;
    const events = await allAfter(store, after, end);
    if (events.length >= count || after === 0n) return events.slice(-count);
  }
}

const FURTHER = 8n;
const PAGE_EVENTS = 500;

async function allAfter(
  store: Pick<EventStore, 'readAll'>,
  after: Position,
  end: Position,
): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for (let from = after; ;) {
    const page = await store.readAll({ after: from, limit: PAGE_EVENTS });
    const last = page.at(-1);
    events.push(...page.filter(({ position }) => position <= end));
    if (last === undefined || last.position >= end) return events;
    from = last.position;
  }
}

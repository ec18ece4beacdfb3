import { LIMITS } from './limits.js';

/**
 * Handles events in order per stream, several streams at once: one order after the other would be slow, and two steps of one order at
 * once would be wrong. After a failure, and once it is to stop, what is at hand is finished and nothing more is begun. It ends
 * only when nothing is under way, so that the same events can be handed out again.
 *
 * @returns the first event that was not begun, where it was to stop
 * @throws the first failure
 */
export async function handleByStream<Event extends { readonly stream: string }>(
  events: readonly Event[],
  handle: (event: Event) => Promise<void>,
  signal: AbortSignal,
): Promise<Event | undefined> {
  const waiting = [...groupedByStream(events).values()];
  const left = new Set(events);
  const failures: unknown[] = [];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      for (const event of next) {
        if (signal.aborted || failures.length > 0) return;
        await handle(event);
        left.delete(event);
      }
  };
  const workers = Array.from({ length: Math.min(waiting.length, LIMITS.processConcurrency) }, () =>
    work().catch((error: unknown) => void failures.push(error)),
  );
  await Promise.all(workers);
  if (failures.length > 0) throw failures[0];
  return [...left][0];
}

function groupedByStream<Event extends { readonly stream: string }>(
  events: readonly Event[],
): Map<string, Event[]> {
  const groups = new Map<string, Event[]>();
  for (const event of events) {
    const group = groups.get(event.stream);
    if (group === undefined) groups.set(event.stream, [event]);
    else group.push(event);
  }
  return groups;
}

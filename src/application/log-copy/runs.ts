import {
  AppendTooLargeError,
  type EventStore,
  type ExpectedRevision,
  type RecordedEvent,
} from '../ports/event-store.js';

const MAX_RUN_EVENTS = 100;

/**
 * Events that follow each other in the log and in their stream, together: they can be appended at once, and the order of the
 * log is kept.
 */
export function* runsOf(events: readonly RecordedEvent[]): Generator<readonly RecordedEvent[]> {
  let run: RecordedEvent[] = [];
  for (const event of events) {
    if (run.length === MAX_RUN_EVENTS || !continues(run.at(-1), event)) {
      if (run.length > 0) yield run;
      run = [];
    }
    run.push(event);
  }
  if (run.length > 0) yield run;
}

const continues = (last: RecordedEvent | undefined, event: RecordedEvent): boolean =>
  last === undefined || (last.stream === event.stream && last.revision + 1n === event.revision);

/**
 * Appends a run at the revisions that it had. Where the store takes less at once, in two halves.
 * @throws WrongExpectedRevisionError when the stream is not where it was in the log that is copied, and what `append` throws
 */
export async function appendRun(store: EventStore, run: readonly RecordedEvent[]): Promise<void> {
  const [first] = run;
  if (first === undefined) return;
  const events = run.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }));
  try {
    await store.append(first.stream, before(first), events);
  } catch (error) {
    if (!(error instanceof AppendTooLargeError) || run.length === 1) throw error;
    const half = Math.ceil(run.length / 2);
    await appendRun(store, run.slice(0, half));
    await appendRun(store, run.slice(half));
  }
}

const before = ({ revision }: RecordedEvent): ExpectedRevision =>
  revision === 0n ? 'no_stream' : revision - 1n;

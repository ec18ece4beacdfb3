import { pagesOf } from '../log-copy/compare-logs.js';
import type { Patience } from '../log-copy/patience.js';
import type { EventStore, Position, RecordedEvent } from '../ports/event-store.js';
import { RowDigest, type TablePart } from '../reports/table.js';
import { EVENT_COLUMNS, eventRow } from './event-table.js';

export interface EventRange {
  /** Exclusive; `undefined`: from the start of the log. */
  readonly after: Position | undefined;
  /** Inclusive. */
  readonly upTo: Position;
}

/** Events page by page: what follows is read when it is asked for. */
export type EventPages = AsyncGenerator<readonly RecordedEvent[], void, undefined>;

/** What one file holds. */
export interface EventPart {
  /** The position of its first event. */
  readonly from: Position;
  readonly pages: EventPages;
}

/**
 * The events of a range in parts of so many at most; each is to be taken to its end before the next one.
 * @throws StoppedError
 */
export async function* partsOf(
  store: EventStore,
  { after, upTo }: EventRange,
  mostEvents: number,
  patience: Patience,
): AsyncGenerator<EventPart, void, undefined> {
  const pages = pagesOf(store, patience, after);
  let waiting: readonly RecordedEvent[] = [];
  const nextPage = async (): Promise<readonly RecordedEvent[]> => {
    const { value } = await pages.next();
    return (value ?? []).filter(({ position }) => position <= upTo);
  };

  async function* onePart(): EventPages {
    for (let taken = 0; taken < mostEvents && waiting.length > 0;) {
      const page = waiting.slice(0, mostEvents - taken);
      waiting = waiting.slice(page.length);
      taken += page.length;
      yield page;
      if (waiting.length === 0) waiting = await nextPage();
    }
  }

  try {
    waiting = await nextPage();
    for (let [first] = waiting; first !== undefined; [first] = waiting)
      yield { from: first.position, pages: onePart() };
  } finally {
    await pages.return();
  }
}

/** As a table for files with columns. */
export async function* eventTable(pages: EventPages): AsyncGenerator<TablePart> {
  yield { part: 'head', about: { events: 'as they were written' }, columns: EVENT_COLUMNS };
  const digest = new RowDigest(EVENT_COLUMNS);
  for await (const events of pages) {
    const rows = events.map(eventRow);
    digest.add(rows);
    yield { part: 'rows', rows };
  }
  yield digest.end([]);
}

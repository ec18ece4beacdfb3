import type { Sqlite } from '../sqlite.js';

/** An event as it lies in the table. Its numbers are far below 2^53. */
export type EventRow = readonly [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  data: string,
  metadata: string,
  recordedAt: string,
];

export interface RowPage {
  readonly rows: readonly EventRow[];
  /** Nothing more was there when it was read. */
  readonly ended: boolean;
}

export interface StreamQuery {
  readonly stream: string;
  readonly direction: 'forwards' | 'backwards';
  /** Inclusive. */
  readonly from: number;
  readonly limit: number;
}

export interface LogQuery {
  /** Exclusive. */
  readonly after: number;
  readonly limit: number;
}

/** Rows are fetched in steps of this many, so that a page of huge events stops near the bound on its bytes. */
const STEP_ROWS = 100;
const MAX_PAGE_BYTES = 8 * 1024 * 1024;
const COLUMNS = 'position, stream, revision, id, type, data, metadata, recorded_at';

/** Reads pages: at most `limit` rows, fewer when they are large. */
export class LogReader {
  readonly #forwards;
  readonly #backwards;
  readonly #log;
  readonly #last;

  constructor(database: Sqlite) {
    const prepare = (rest: string) =>
      database.prepare<unknown[]>(`SELECT ${COLUMNS} FROM events WHERE ${rest} LIMIT ?`).raw();
    this.#forwards = prepare('stream = ? AND revision >= ? ORDER BY revision');
    this.#backwards = prepare('stream = ? AND revision <= ? ORDER BY revision DESC');
    this.#log = prepare('position > ? ORDER BY position');
    this.#last = database.prepare<[]>('SELECT max(position) FROM events').raw();
  }

  stream({ stream, direction, from, limit }: StreamQuery): RowPage {
    const forwards = direction === 'forwards';
    const statement = forwards ? this.#forwards : this.#backwards;
    return page(limit, (last, count) => {
      const start = last === undefined ? from : last[2] + (forwards ? 1 : -1);
      return statement.all(stream, start, count) as EventRow[];
    });
  }

  log({ after, limit }: LogQuery): RowPage {
    return page(limit, (last, count) => this.#log.all(last?.[0] ?? after, count) as EventRow[]);
  }

  lastPosition(): number | undefined {
    return (this.#last.get() as [number | null])[0] ?? undefined;
  }
}

function page(limit: number, fetch: (last: EventRow | undefined, count: number) => EventRow[]): RowPage {
  const rows: EventRow[] = [];
  let bytes = 0;
  while (rows.length < limit && bytes < MAX_PAGE_BYTES) {
    const count = Math.min(STEP_ROWS, limit - rows.length);
    const step = fetch(rows.at(-1), count);
    rows.push(...step);
    if (step.length < count) return { rows, ended: true };
    for (const row of step) bytes += row[5].length + row[6].length;
  }
  return { rows, ended: false };
}

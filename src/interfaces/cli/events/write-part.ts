import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  type EventPages,
  type EventPart,
  eventTable,
} from '../../../application/event-export/export-parts.js';
import { versionOf } from '../../../application/event-export/event-table.js';
import { leftSealed } from '../../../application/events/personal-field.js';
import type { RecordedEvent } from '../../../application/ports/event-store.js';
import { StreamedTableFiles } from '../../../infrastructure/table-files/table-files.js';
import { writeWhole } from '../write-whole.js';
import { eventFields } from './event-line.js';
import type { ExportedPart, ExportFormat } from './export-folder.js';

/** What a part has beside what the manifest says of it. */
export interface WrittenPart {
  readonly part: ExportedPart;
  /** Each version of each event in it. */
  readonly shapes: ReadonlyMap<string, { readonly type: string; readonly version: number }>;
}

/** `events-from-<first position>.<format>`, as long as they sort by their names. @throws StoppedError when the signal aborts */
export async function writePart(
  folder: string,
  format: ExportFormat,
  { from, pages }: EventPart,
  signal: AbortSignal,
): Promise<WrittenPart> {
  const seen = new Seen();
  const hash = createHash('sha256');
  const bytes = Readable.from(hashed(bytesOf(format, seen.passing(pages)), hash), { objectMode: false });
  const file = `events-from-${String(from).padStart(POSITION_DIGITS, '0')}.${format}`;
  await writeWhole(bytes, join(folder, file), signal);
  const { last: up_to, events, shapes } = seen;
  return { part: { file, from: String(from), up_to, events, sha256: hash.digest('hex') }, shapes };
}

/** Those of the largest position. */
const POSITION_DIGITS = 19;

const bytesOf = (format: ExportFormat, pages: EventPages): AsyncIterable<Uint8Array> =>
  format === 'parquet' ? new StreamedTableFiles().fileOf('parquet', eventTable(pages)) : lines(pages);

/** One event a line, as `events tail --json` has it. */
async function* lines(pages: EventPages): AsyncGenerator<Uint8Array> {
  for await (const events of pages) {
    const texts = events.map((event) =>
      JSON.stringify(eventFields({ ...event, data: leftSealed(event.data) })),
    );
    yield Buffer.from(`${texts.join('\n')}\n`);
  }
}

async function* hashed(
  bytes: AsyncIterable<Uint8Array>,
  hash: { update(chunk: Uint8Array): unknown },
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
}

/** What went by. */
class Seen {
  last = '';
  events = 0;
  readonly shapes = new Map<string, { readonly type: string; readonly version: number }>();

  async *passing(pages: EventPages): EventPages {
    for await (const page of pages) {
      for (const event of page) this.see(event);
      yield page;
    }
  }

  private see(event: RecordedEvent): void {
    this.last = event.position.toString();
    this.events += 1;
    const { type } = event;
    const version = versionOf(event);
    if (version !== undefined) this.shapes.set(`${type} ${String(version)}`, { type, version });
  }
}

import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type EventPages, eventTable } from '../../../application/event-export/export-parts.js';
import { versionOf, withoutPersonal } from '../../../application/event-export/event-table.js';
import { StoppedError } from '../../../application/log-copy/compare-logs.js';
import type { RecordedEvent } from '../../../application/ports/event-store.js';
import { StreamedTableFiles } from '../../../infrastructure/table-files/table-files.js';
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
  pages: EventPages,
  signal: AbortSignal,
): Promise<WrittenPart> {
  const seen = new Seen();
  const unfinished = join(folder, `events.${format}.part`);
  const hash = createHash('sha256');
  const bytes = Readable.from(hashed(bytesOf(format, seen.passing(pages)), hash), { objectMode: false });
  try {
    await pipeline(bytes, createWriteStream(unfinished, { flush: true }), { signal });
  } catch (error) {
    await rm(unfinished, { force: true });
    throw signal.aborted ? new StoppedError('stopped') : error;
  }
  const { first, last, events, shapes } = seen;
  const file = `events-from-${first.padStart(POSITION_DIGITS, '0')}.${format}`;
  await rename(unfinished, join(folder, file));
  return { part: { file, from: first, up_to: last, events, sha256: hash.digest('hex') }, shapes };
}

/** Those of the largest position. */
const POSITION_DIGITS = 19;

const bytesOf = (format: ExportFormat, pages: EventPages): AsyncIterable<Uint8Array> =>
  format === 'parquet' ? new StreamedTableFiles().fileOf('parquet', eventTable(pages)) : lines(pages);

/** One event a line, as `events tail --json` has it. */
async function* lines(pages: EventPages): AsyncGenerator<Uint8Array> {
  for await (const events of pages) {
    const texts = events.map((event) =>
      JSON.stringify(eventFields({ ...event, data: withoutPersonal(event.data) })),
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
  first = '';
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
    if (this.events === 0) this.first = event.position.toString();
    this.last = event.position.toString();
    this.events += 1;
    const { type } = event;
    const version = versionOf(event);
    if (version !== undefined) this.shapes.set(`${type} ${String(version)}`, { type, version });
  }
}

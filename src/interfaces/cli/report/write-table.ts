import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StoppedError } from '../../../application/log-copy/compare-logs.js';
import type { TableFormat } from '../../../application/ports/table-files.js';
import type { TableFoot, TablePart } from '../../../application/reports/table.js';
import { StreamedTableFiles } from '../../../infrastructure/table-files/table-files.js';
import { writeWhole } from '../write-whole.js';

export interface WriteTable {
  readonly format: TableFormat;
  /** The standard output, where it is left out. */
  readonly out: string | undefined;
  readonly signal: AbortSignal;
}

/** The file is there when it is whole. @throws StoppedError when the signal aborts, and what the file system says */
export async function writeTable(
  table: AsyncIterable<TablePart>,
  { format, out, signal }: WriteTable,
): Promise<TableFoot> {
  let foot: TableFoot | undefined;
  const watched = watchedTable(table, (part) => (foot = part));
  const bytes = Readable.from(new StreamedTableFiles().fileOf(format, watched), { objectMode: false });
  if (out === undefined) await writeOut(bytes, signal);
  else await writeWhole(bytes, out, signal);
  if (foot === undefined) throw new Error('a table ends with its foot');
  return foot;
}

/** A thread that ends takes what it has written and nobody has taken yet with it. */
async function writeOut(bytes: Readable, signal: AbortSignal): Promise<void> {
  try {
    await pipeline(bytes, process.stdout, { signal, end: false });
  } catch (error) {
    throw signal.aborted ? new StoppedError('stopped') : error;
  }
  await new Promise((resolve) => process.stdout.write('', resolve));
}

async function* watchedTable(
  table: AsyncIterable<TablePart>,
  seen: (foot: TableFoot) => void,
): AsyncGenerator<TablePart> {
  for await (const part of table) {
    if (part.part === 'foot') seen(part);
    yield part;
  }
}

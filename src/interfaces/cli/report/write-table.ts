import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StoppedError } from '../../../application/log-copy/compare-logs.js';
import type { TableFormat } from '../../../application/ports/table-files.js';
import type { TableFoot, TablePart } from '../../../application/reports/table.js';
import { StreamedTableFiles } from '../../../infrastructure/table-files/table-files.js';

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
  try {
    if (out === undefined) await writeOut(bytes, signal);
    else await writeFile(bytes, out, signal);
  } catch (error) {
    throw signal.aborted ? new StoppedError('stopped') : error;
  }
  if (foot === undefined) throw new Error('a table ends with its foot');
  return foot;
}

/** A thread that ends takes what it has written and nobody has taken yet with it. */
async function writeOut(bytes: Readable, signal: AbortSignal): Promise<void> {
  await pipeline(bytes, process.stdout, { signal, end: false });
  await new Promise((resolve) => process.stdout.write('', resolve));
}

async function writeFile(bytes: Readable, out: string, signal: AbortSignal): Promise<void> {
  const unfinished = `${out}.part`;
  try {
    await pipeline(bytes, createWriteStream(unfinished), { signal });
    await rename(unfinished, out);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
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

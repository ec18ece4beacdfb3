import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StoppedError } from '../../../application/log-copy/compare-logs.js';
import type { EventStore } from '../../../application/ports/event-store.js';
import type { TableFormat } from '../../../application/ports/table-files.js';
import { reportNamed } from '../../../application/reports/all-reports.js';
import type { AsOfAsked } from '../../../application/reports/as-of.js';
import type { ReportFilter } from '../../../application/reports/report.js';
import { askReport, type Told } from '../../../application/reports/reports.js';
import type { TableFoot, TablePart } from '../../../application/reports/table.js';
import { StreamedTableFiles } from '../../../infrastructure/table-files/table-files.js';
import { readSettings } from '../../../settings.js';
import { EXIT } from '../exit-codes.js';
import { type Explained, explainKnown } from '../explain.js';
import { count, howFar } from '../how-far.js';
import { type LogEngine, requireLogs, withLog } from '../log/open-log.js';
import { perform, type Tools } from '../perform.js';
import type { StopSignals } from '../stop-signals.js';

interface Options extends ReportFilter {
  readonly format: TableFormat;
  readonly out: string;
  readonly asOf?: AsOfAsked;
  readonly log?: LogEngine;
  readonly json: boolean;
}

interface Written {
  readonly told: Told;
  readonly foot: TableFoot;
}

/** Sets the exit code of the process; see {@link EXIT}. */
export const writeReport = (name: string, options: Options): Promise<void> =>
  perform(options.json, explain, async (tools) => {
    const settings = readSettings(process.env);
    const engine = options.log ?? (settings.eventStoreUrl === undefined ? 'embedded' : 'eventstoredb');
    requireLogs(settings, { from: engine, to: engine }, [engine]);
    const { told, foot } = await withLog({ settings, ...tools }, engine, (store) =>
      written(name, options, store, tools),
    );
    const { position, instant } = told.asOf;
    tools.output.result(
      [
        `${count(Number(foot.rows))} rows in ${options.out}, as of position ${String(position)} (${instant}).`,
        `SHA-256 of the rows: ${foot.sha256}`,
      ],
      {
        ...{ outcome: 'written', report: name, file: options.out, rows: Number(foot.rows) },
        ...{ position: position.toString(), as_of: instant, sha256: foot.sha256 },
      },
    );
    return EXIT.done;
  });

async function written(name: string, options: Options, store: EventStore, tools: Tools): Promise<Written> {
  const report = reportNamed(name);
  if (report === undefined) throw new Error(`there is no report ${name}`);
  const { market, currency, from, to, asOf, format, out } = options;
  const told = await askReport(
    { store, ...patienceOf(tools), progress: progressOf(tools, (await store.lastPosition()) ?? 0n) },
    { report, filter: { market, currency, from, to }, asOf },
  );
  const unfinished = `${out}.part`;
  let foot: TableFoot | undefined;
  const table = watched(told.table, (part) => (foot = part));
  try {
    const bytes = Readable.from(new StreamedTableFiles().fileOf(format, table), { objectMode: false });
    await pipeline(bytes, createWriteStream(unfinished), { signal: tools.signal });
    await rename(unfinished, out);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw tools.signal.aborted ? new StoppedError('stopped') : error;
  }
  if (foot === undefined) throw new Error('a table ends with its foot');
  return { told, foot };
}

async function* watched(
  table: AsyncIterable<TablePart>,
  seen: (foot: TableFoot) => void,
): AsyncGenerator<TablePart> {
  for await (const part of table) {
    if (part.part === 'foot') seen(part);
    yield part;
  }
}

const patienceOf = ({ clock, signal, output }: Tools) => ({
  ...{ clock, signal },
  warn: (message: string) => output.warn(message),
});

function progressOf({ output }: Tools, end: bigint) {
  const beganAtMs = performance.now();
  return (far: { readonly events: number; readonly position: bigint }) => {
    const { words, fields } = howFar(beganAtMs, { ...far, end });
    output.progress(words, fields);
  };
}

function explain(error: unknown, stop: StopSignals): Explained {
  if (error instanceof StoppedError)
    return {
      words: 'Stopped; nothing was written. The same command begins anew.',
      ...{ exitCode: stop.exitCode, outcome: 'stopped' },
    };
  return isOfFile(error)
    ? { words: `The file cannot be written: ${error.message}`, exitCode: EXIT.failed, outcome: 'failed' }
    : explainKnown(error);
}

const isOfFile = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && 'path' in error;

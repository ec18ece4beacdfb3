import { StoppedError } from '../../../application/log-copy/compare-logs.js';
import type { EventStore } from '../../../application/ports/event-store.js';
import type { TableFormat } from '../../../application/ports/table-files.js';
import { reportNamed } from '../../../application/reports/all-reports.js';
import type { AsOfAsked } from '../../../application/reports/as-of.js';
import type { ReportFilter } from '../../../application/reports/report.js';
import { askReport, type Told } from '../../../application/reports/reports.js';
import type { TableFoot } from '../../../application/reports/table.js';
import { EXIT } from '../exit-codes.js';
import { type Explained, explainKnown } from '../explain.js';
import { count, progressOf } from '../how-far.js';
import { type LogEngine, withLogAsked } from '../log/open-log.js';
import { perform, type Tools } from '../perform.js';
import type { StopSignals } from '../stop-signals.js';
import { writeTable } from './write-table.js';

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
    const { told, foot } = await withLogAsked(options.log, tools, (store) =>
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
  const end = (await store.lastPosition()) ?? 0n;
  const tell = progressOf(tools.output);
  const reading = new AbortController();
  try {
    const told = await askReport(
      { store, ...patienceOf(tools, reading), progress: (far) => tell({ ...far, end }) },
      { report, filter: { market, currency, from, to }, asOf },
    );
    const foot = await writeTable(told.table, { format, out, signal: tools.signal });
    return { told, foot };
  } finally {
    // Where the file cannot be written, what reads ahead for it would wait for a log that is closed, as for one that is away.
    reading.abort();
  }
}

const patienceOf = ({ clock, signal, output }: Tools, reading: AbortController) => ({
  ...{ clock, signal: AbortSignal.any([signal, reading.signal]) },
  warn: (message: string) => output.warn(message),
});

function explain(error: unknown, stop: StopSignals): Explained {
  if (error instanceof StoppedError)
    return {
      words: 'Stopped; nothing was written. The same command begins anew.',
      ...{ exitCode: stop.exitCode, outcome: 'stopped' },
    };
  return explainKnown(error);
}

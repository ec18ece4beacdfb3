import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StoppedError } from '../../../application/log-copy/compare-logs.js';
import type { Position } from '../../../application/ports/event-store.js';
import type { TableFormat } from '../../../application/ports/table-files.js';
import type { AsOfAsked } from '../../../application/reports/as-of.js';
import { readSettings } from '../../../settings.js';
import { EXIT } from '../exit-codes.js';
import { type Explained, explainKnown } from '../explain.js';
import { count, progressOf } from '../how-far.js';
import { type LogEngine, logToRead } from '../log/open-log.js';
import { perform, type Tools } from '../perform.js';
import type { StopSignals } from '../stop-signals.js';
import { askThread, NotAnsweredError } from './ask-thread.js';
import type { Answered } from './question-messages.js';

interface Options {
  readonly format: TableFormat;
  readonly out?: string;
  readonly asOf?: AsOfAsked;
  readonly changedAfter?: Position;
  readonly log?: LogEngine;
  readonly json: boolean;
}

/** Sets the exit code of the process; see {@link EXIT}. @param asked a file, or the name of a read model */
export const runQuestion = (asked: string, options: Options): Promise<void> =>
  perform(options.json, explain, async (tools) => {
    const engine = logToRead(readSettings(process.env), options.log);
    const scratchDir = await mkdtemp(join(tmpdir(), 'shoutouts-question-'));
    try {
      tell(tools, options, await answered(asked, { ...options, engine, scratchDir }, tools));
    } finally {
      await rm(scratchDir, { recursive: true, force: true });
    }
    return EXIT.done;
  });

function answered(
  asked: string,
  {
    format,
    out,
    asOf,
    changedAfter,
    engine,
    scratchDir,
  }: Options & { readonly engine: LogEngine; readonly scratchDir: string },
  { output, signal }: Tools,
): Promise<Answered> {
  return askThread(
    { asked, engine, asOf, changedAfter, format, out, scratchDir },
    {
      signal,
      warn: (message) => output.warn(message),
      progress: progressOf(output),
    },
  );
}

/** Where the rows are on the standard output, nothing else is. */
function tell({ output }: Tools, { out }: Options, { rows, position, instant, sha256 }: Answered): void {
  const words = [
    `${count(rows)} rows${out === undefined ? '' : ` in ${out}`}, as of position ${String(position)} (${instant}).`,
    `SHA-256 of the rows: ${sha256}`,
  ];
  const fields = {
    ...{ outcome: 'answered', file: out ?? null, rows },
    ...{ position: position.toString(), as_of: instant, sha256 },
  };
  if (out === undefined) output.problem(words.join('\n'), fields);
  else output.result(words, fields);
}

function explain(error: unknown, stop: StopSignals): Explained {
  if (error instanceof StoppedError)
    return { words: 'Stopped; nothing was written.', exitCode: stop.exitCode, outcome: 'stopped' };
  return error instanceof NotAnsweredError ? error.explained : explainKnown(error);
}

import type { Clock } from '../../../application/ports/clock.js';
import { checkCopy, type CopiedLog, copyLog } from '../../../application/log-copy/copy-log.js';
import type { EventStore } from '../../../application/ports/event-store.js';
import { LogOfReadModels } from '../../../application/runtime/log-of-read-models.js';
import { openReadModels } from '../../../engines.js';
import { SystemClock } from '../../../infrastructure/clock/system-clock.js';
import { lockDataDir } from '../../../infrastructure/embedded/data-dir-lock.js';
import { readSettings, type Settings } from '../../../settings.js';
import { EXIT } from '../exit-codes.js';
import { type Output, outputOf } from '../output.js';
import { StopSignals } from '../stop-signals.js';
import { explain, progressTo, tellChecked, tellCopied } from './log-copy-words.js';
import { type LogEngine, openLog, SETTING_OF, type TwoLogs } from './open-log.js';

interface Work {
  readonly logs: TwoLogs;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly output: Output;
  readonly signal: AbortSignal;
}

export class SameLogError extends Error {
  override readonly name = 'SameLogError';
}

/** More likely the wrong folder or server than a log that nobody has written to. */
export class NothingToCopyError extends Error {
  override readonly name = 'NothingToCopyError';
  constructor(engine: LogEngine) {
    super(`there is nothing to copy: the log of ${engine} is empty. Is ${SETTING_OF[engine]} the right one?`);
  }
}

/** Sets the exit code of the process; see {@link EXIT}. */
export const copyTheLog = (options: TwoLogs & { readonly json: boolean }): Promise<void> =>
  perform(options, async (work, from, to) => {
    const { settings, clock, output } = work;
    if ((await from.lastPosition()) === undefined) throw new NothingToCopyError(options.from);
    const models = await openReadModels(settings, clock);
    try {
      const notes = await new LogOfReadModels(from, models).copying(to);
      const copied = await copyLog({
        ...whatIsCopied(work, from, to),
        seen: (event, its) => notes.seen(event.position, its.position),
      });
      tellCopied(output, work.logs, copied, await notes.write());
    } finally {
      await models.close();
    }
  });

/** The same, without changing anything. */
export const checkTheCopy = (options: TwoLogs & { readonly json: boolean }): Promise<void> =>
  perform(options, async (work, from, to) => {
    const checked: CopiedLog = await checkCopy(whatIsCopied(work, from, to));
    tellChecked(work.output, work.logs, checked);
  });

async function perform(
  { json, ...logs }: TwoLogs & { readonly json: boolean },
  command: (work: Work, from: EventStore, to: EventStore) => Promise<void>,
): Promise<void> {
  const output = outputOf(json);
  const stop = new StopSignals();
  try {
    if (logs.from === logs.to) throw new SameLogError('--from and --to name the same log');
    const settings = readSettings(process.env);
    const work = { logs, settings, clock: new SystemClock(), output, signal: stop.signal };
    await withLogs(work, (from, to) => command(work, from, to));
    process.exitCode = EXIT.done;
  } catch (error) {
    const { words, exitCode, outcome } = explain(error, stop);
    output.problem(words, { outcome });
    process.exitCode = exitCode;
  }
}

/** The folder is locked as the program itself locks it: neither works while the other one does. */
async function withLogs(
  { logs, settings, clock, output }: Work,
  command: (from: EventStore, to: EventStore) => Promise<void>,
): Promise<void> {
  const warn = (message: string) => output.warn(message);
  const lock = lockDataDir(settings.dataDir);
  const opened: EventStore[] = [];
  try {
    for (const engine of [logs.from, logs.to]) opened.push(await openLog(engine, settings, clock, warn));
    const [from, to] = opened;
    if (from !== undefined && to !== undefined) await command(from, to);
  } finally {
    await Promise.all(opened.map((store) => store.close()));
    lock.release();
  }
}

const whatIsCopied = ({ clock, output, signal }: Work, from: EventStore, to: EventStore) => ({
  ...{ from, to, clock, signal },
  warn: (message: string) => output.warn(message),
  progress: progressTo(output),
});

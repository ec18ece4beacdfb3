import type { Clock } from '../../../application/ports/clock.js';
import { checkCopy, type CopiedLog, copyLog } from '../../../application/log-copy/copy-log.js';
import type { EventStore } from '../../../application/ports/event-store.js';
import { SystemClock } from '../../../infrastructure/clock/system-clock.js';
import { readSettings, type Settings } from '../../../settings.js';
import { EXIT } from '../exit-codes.js';
import { type Output, outputOf } from '../output.js';
import { StopSignals } from '../stop-signals.js';
import { openNotes } from './copy-notes.js';
import { findKeysOfPersons } from './keys-of-persons.js';
import { explain, progressTo, tellChecked, tellCopied } from './log-copy-words.js';
import { type LogEngine, openLog, requireLogs, SETTING_OF, type TwoLogs } from './open-log.js';

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
  perform(options, async (work) => {
    const { logs, settings, clock, output } = work;
    requireLogs(settings, logs, [logs.from]);
    await withLog(work, logs.from, async (from) => {
      if ((await from.lastPosition()) === undefined) throw new NothingToCopyError(logs.from);
      const keys = await findKeysOfPersons(settings, logs);
      await withLog(work, logs.to, async (to) => {
        const notes = await openNotes(settings, clock, { from, to });
        try {
          const copied = await copyLog({
            ...whatIsCopied(work, from, to),
            seen: (event, its) => notes.seen(event.position, its.position),
          });
          const { dataDir } = settings;
          tellCopied(output, logs, copied, { notes: await notes.write(), keys, dataDir });
        } finally {
          await notes.close();
        }
      });
    });
  });

/** The same, without changing anything. */
export const checkTheCopy = (options: TwoLogs & { readonly json: boolean }): Promise<void> =>
  perform(options, async (work) => {
    const { logs, settings, output } = work;
    requireLogs(settings, logs, [logs.from, logs.to]);
    await withLog(work, logs.from, (from) =>
      withLog(work, logs.to, async (to) => {
        const checked: CopiedLog = await checkCopy(whatIsCopied(work, from, to));
        tellChecked(output, logs, checked);
      }),
    );
  });

async function perform(
  { json, ...logs }: TwoLogs & { readonly json: boolean },
  command: (work: Work) => Promise<void>,
): Promise<void> {
  const output = outputOf(json);
  const stop = new StopSignals();
  try {
    if (logs.from === logs.to) throw new SameLogError('--from and --to name the same log');
    const settings = readSettings(process.env);
    await command({ logs, settings, clock: new SystemClock(), output, signal: stop.signal });
    process.exitCode = EXIT.done;
  } catch (error) {
    const { words, exitCode, outcome } = explain(error, stop);
    output.problem(words, { outcome });
    process.exitCode = exitCode;
  }
}

async function withLog(
  { settings, clock, output }: Work,
  engine: LogEngine,
  use: (store: EventStore) => Promise<void>,
): Promise<void> {
  const log = await openLog(engine, settings, clock, (message) => output.warn(message));
  try {
    await use(log.store);
  } finally {
    await log.close();
  }
}

const whatIsCopied = ({ clock, output, signal }: Work, from: EventStore, to: EventStore) => ({
  ...{ from, to, clock, signal },
  warn: (message: string) => output.warn(message),
  progress: progressTo(output),
});

import { checkCopy, type CopiedLog, copyLog } from '../../../application/log-copy/copy-log.js';
import type { EventStore } from '../../../application/ports/event-store.js';
import { readSettings, type Settings } from '../../../settings.js';
import { EXIT } from '../exit-codes.js';
import { perform, type Tools } from '../perform.js';
import { openNotes } from './copy-notes.js';
import { findKeysOfPersons } from './keys-of-persons.js';
import { explain, progressTo, tellChecked, tellCopied } from './log-copy-words.js';
import { type LogEngine, requireLogs, SETTING_OF, type TwoLogs, withLog } from './open-log.js';

interface Work extends Tools {
  readonly logs: TwoLogs;
  readonly settings: Settings;
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
  between(options, async (work) => {
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
  between(options, async (work) => {
    const { logs, settings, output } = work;
    requireLogs(settings, logs, [logs.from, logs.to]);
    await withLog(work, logs.from, (from) =>
      withLog(work, logs.to, async (to) => {
        const checked: CopiedLog = await checkCopy(whatIsCopied(work, from, to));
        tellChecked(output, logs, checked);
      }),
    );
  });

const between = (
  { json, ...logs }: TwoLogs & { readonly json: boolean },
  command: (work: Work) => Promise<void>,
): Promise<void> =>
  perform(json, explain, async (tools) => {
    if (logs.from === logs.to) throw new SameLogError('--from and --to name the same log');
    await command({ logs, settings: readSettings(process.env), ...tools });
    return EXIT.done;
  });

const whatIsCopied = ({ clock, output, signal }: Work, from: EventStore, to: EventStore) => ({
  ...{ from, to, clock, signal },
  warn: (message: string) => output.warn(message),
  progress: progressTo(output),
});

import { performance } from 'node:perf_hooks';
import { StoppedError } from '../../../application/log-copy/compare-logs.js';
import {
  type CopiedLog,
  type CopyProgress,
  LogsDifferError,
} from '../../../application/log-copy/copy-log.js';
import { WrongExpectedRevisionError } from '../../../application/ports/event-store.js';
import { EXIT } from '../exit-codes.js';
import { type Explained, explainKnown } from '../explain.js';
import { count, howFar } from '../how-far.js';
import type { Fields, Output } from '../output.js';
import type { StopSignals } from '../stop-signals.js';
import { type LogEngine, SETTING_OF, type TwoLogs } from './open-log.js';
import { type Afterwards, whatNext } from './what-next.js';

const DOING: Readonly<Record<CopyProgress['doing'], string>> = {
  comparing: 'comparing what is there',
  copying: 'copying',
  verifying: 'comparing both logs',
};

/** Rates are of each step by itself. */
export function progressTo(output: Output): (progress: CopyProgress) => void {
  let step: CopyProgress['doing'] | undefined;
  let beganAtMs = 0;
  return ({ doing, ...far }) => {
    if (doing !== step) [step, beganAtMs] = [doing, performance.now()];
    const { words, fields } = howFar(beganAtMs, far);
    output.progress(
      () => `${DOING[doing]}: ${words()}`,
      () => ({ step: doing, ...fields() }),
    );
  };
}

export function tellCopied(output: Output, logs: TwoLogs, copied: CopiedLog, afterwards: Afterwards): void {
  const { events, found, digest, lastPosition } = copied;
  const { notes, keys } = afterwards;
  output.result(
    [
      `Copied ${count(events - found)} events; ${count(found)} were there already.`,
      ...sameWords(logs, copied),
      '',
      ...whatNext(logs, afterwards),
    ],
    {
      ...{ outcome: 'copied', events, copied: events - found, digest, checkpoints_noted: notes === 'noted' },
      ...{ subject_keys: keys?.count ?? 0, ...positions(lastPosition) },
    },
  );
}

export function tellChecked(output: Output, logs: TwoLogs, checked: CopiedLog): void {
  const { events, digest, lastPosition } = checked;
  output.result(sameWords(logs, checked), { outcome: 'same', events, digest, ...positions(lastPosition) });
}

const sameWords = ({ from, to }: TwoLogs, { events, digest, lastPosition }: CopiedLog): readonly string[] => [
  `Both logs have the same ${count(events)} events in the same order.`,
  `  ${nameOf(from)}: last position ${lastPosition.from?.toString() ?? 'none'}, SHA-256 ${digest}`,
  `  ${nameOf(to)}: last position ${lastPosition.to?.toString() ?? 'none'}, SHA-256 ${digest}`,
];

const positions = ({ from, to }: CopiedLog['lastPosition']): Fields => ({
  from_last_position: from?.toString() ?? null,
  to_last_position: to?.toString() ?? null,
});

const nameOf = (engine: LogEngine): string => `${engine} (${SETTING_OF[engine]})`;

/** What the person at the keyboard can do about it. */
export function explain(error: unknown, stop: StopSignals): Explained {
  if (error instanceof LogsDifferError) return differs(error);
  if (error instanceof WrongExpectedRevisionError)
    return {
      words:
        `somebody else writes to the copy, or the log that is copied lacks events (${error.message}): stop what writes ` +
        'there, and do it again',
      exitCode: EXIT.differs,
      outcome: 'logs_differ',
    };
  if (error instanceof StoppedError || stop.signal.aborted)
    return {
      words: 'Stopped. What was copied is kept: the same command goes on there.',
      exitCode: stop.exitCode,
      outcome: 'stopped',
    };
  return explainKnown(error);
}

const differs = ({ message, first }: LogsDifferError): Explained => ({
  words:
    `${message}. ` +
    (first.to === undefined
      ? 'The copy is not complete: `shoutouts log copy` goes on with it.'
      : 'The copy must be empty, or have the beginning of the log and nothing else: choose another one, or empty it.'),
  exitCode: EXIT.differs,
  outcome: 'logs_differ',
});

import { StoppedError } from '../../../application/log-copy/compare-logs.js';
import type { RunningProgram } from '../api/running-program.js';
import { EXIT } from '../exit-codes.js';
import type { Fields } from '../output.js';
import type { Tools } from '../perform.js';
import { type Asking, withProgram } from './admin-commands.js';
import { type AsideNow, pathOf, type SetAside } from './read-model.js';

export interface RetryOptions extends Asking {
  readonly detach: boolean;
  readonly reason?: string;
}

export interface SkipOptions extends Asking {
  readonly detach: boolean;
  readonly reason: string;
}

export const showSetAside = (name: string, asking: Asking): Promise<void> =>
  withProgram(asking, async (program, { output }) => {
    const now = await asideOf(program, name);
    output.result(asideWords(name, now), { projection: name, ...now } as unknown as Fields);
    return EXIT.done;
  });

export const retryDocuments = (
  name: string,
  key: string | undefined,
  { detach, reason, ...asking }: RetryOptions,
): Promise<void> =>
  withProgram(asking, async (program, tools) => {
    const body = { ...(key !== undefined && { key }), ...(reason !== undefined && { reason }) };
    await program.ask('POST', pathOf(name, 'set-aside', 'retry'), body);
    return follow(program, tools, { name, key, detach });
  });

export const skipEvent = (
  name: string,
  key: string,
  { detach, reason, ...asking }: SkipOptions,
): Promise<void> =>
  withProgram(asking, async (program, tools) => {
    await program.ask('POST', pathOf(name, 'set-aside', 'skip'), { key, reason });
    return follow(program, tools, { name, key, detach });
  });

interface Followed {
  readonly name: string;
  readonly key: string | undefined;
  readonly detach: boolean;
}

/** Until it is done. What is set aside then could not take its events again. */
async function follow(
  program: RunningProgram,
  { output, clock, signal }: Tools,
  { name, key, detach }: Followed,
): Promise<number> {
  if (detach) {
    output.result([`It is asked for; see it with: npx shoutouts projections aside ${name}`], {
      ...{ outcome: 'begun', projection: name },
    });
    return EXIT.done;
  }
  for (;;) {
    const { set_aside: all } = await asideOf(program, name);
    const left = all.filter((each) => key === undefined || each.key === key);
    if (left.every(({ wanted }) => wanted === undefined)) {
      output.result(
        left.length === 0
          ? [`${name}: made anew, with everything that came since.`]
          : [`${name}: still set aside.`, ...left.flatMap(lineOf)],
        {
          outcome: left.length === 0 ? 'done' : 'set_aside',
          projection: name,
          set_aside: left as unknown as Fields[],
        },
      );
      return left.length === 0 ? EXIT.done : EXIT.failed;
    }
    await clock.sleep(LOOK_EVERY_MS, signal);
    if (signal.aborted) throw new StoppedError('stopped');
  }
}

const LOOK_EVERY_MS = 500;

const asideOf = (program: RunningProgram, name: string): Promise<AsideNow> =>
  program.ask('GET', pathOf(name, 'set-aside'));

function asideWords(name: string, { set_aside: aside, left_out: left }: AsideNow): readonly string[] {
  return [
    aside.length === 0 ? `${name}: nothing is set aside.` : `${name}: ${String(aside.length)} set aside`,
    ...aside.flatMap(lineOf),
    ...left.map(
      ({ key, collection, position, type, by, reason }) =>
        `  ${key} in ${collection}: ${type} at ${position} was left out by ${by}: ${reason}`,
    ),
  ];
}

const lineOf = ({ key, collection, position, type, error, since, wanted }: SetAside): readonly string[] => [
  `  ${key} in ${collection}, since ${since}: ${type} at ${position}${wanted === undefined ? '' : ` (${wanted.what} asked for)`}`,
  ...(error === null ? [] : [`    ${error}`]),
];

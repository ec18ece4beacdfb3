import { StoppedError } from '../../../application/log-copy/compare-logs.js';
import type { RunningProgram } from '../api/running-program.js';
import { EXIT } from '../exit-codes.js';
import type { Tools } from '../perform.js';
import { type Anew, type AsideNow, pathOf, type ReadModel } from './read-model.js';

/** Which documents: by their ids, or by the events from a position on that are about them. */
export interface Meant {
  readonly only?: readonly string[];
  readonly from?: bigint;
}

interface Made {
  readonly name: string;
  readonly made: readonly Anew[];
  readonly left: readonly string[];
}

/** Documents of what serves, made anew in its place. */
export async function rebuildDocuments(
  program: RunningProgram,
  tools: Tools,
  names: readonly string[],
  meant: Meant & { readonly detach: boolean },
): Promise<number> {
  const { only, from, detach } = meant;
  const body = only === undefined ? { from: String(from) } : { keys: only.map(keyIn) };
  for (const name of names) await program.ask('GET', pathOf(name));
  let exitCode: number = EXIT.done;
  for (const name of names) {
    await program.ask('POST', pathOf(name, 'documents', 'rebuild'), body);
    if (detach)
      tools.output.result([`It is asked for; see it with: npx shoutouts projections aside ${name}`], {
        ...{ outcome: 'begun', projection: name },
      });
    else exitCode = Math.max(exitCode, tell(tools, await made(program, tools, name)));
  }
  return exitCode;
}

/** `--only key=ord_1` is `--only ord_1`. */
const keyIn = (text: string): string => (text.startsWith('key=') ? text.slice('key='.length) : text);

/** Until all of it is done. */
async function made(program: RunningProgram, { output, clock, signal }: Tools, name: string): Promise<Made> {
  for (let told: string | undefined; ;) {
    const { anew, set_aside: aside } = await program.ask<AsideNow>('GET', pathOf(name, 'set-aside'));
    const { collection, trouble } = await program.ask<ReadModel>('GET', pathOf(name));
    const serving = <Each extends { readonly collection: string }>(all: readonly Each[]) =>
      all.filter((each) => each.collection === collection);
    const isOpen =
      serving(anew).some((each) => each.made === undefined) ||
      serving(aside).some(({ wanted }) => wanted !== undefined);
    if (!isOpen) return { name, made: serving(anew), left: serving(aside).map(({ key }) => key) };
    if (trouble !== undefined && trouble.reason !== told)
      output.warn(`${name}: ${trouble.reason}; nothing is made anew before it goes on`);
    told = trouble?.reason;
    await clock.sleep(LOOK_EVERY_MS, signal);
    if (signal.aborted) throw new StoppedError('stopped');
  }
}

const WORDS: Readonly<Record<NonNullable<Anew['made']>['outcome'], string>> = {
  same: 'is as the log makes it',
  differed: 'differed from what the log makes, and is replaced',
  absent: 'is not there, and the log makes none',
  not_made: 'is not made: an event of it cannot be applied',
};

function tell({ output }: Tools, { name, made, left }: Made): number {
  const found = made.flatMap((each) => (each.made === undefined ? [] : [{ ...each, ...each.made }]));
  const count = (outcome: string) => found.filter((each) => each.outcome === outcome).length;
  const isDone = count('not_made') + count('absent') === 0;
  output.result(
    [
      `${name}: ${String(found.length)} made anew, ${String(count('differed'))} of them differed.`,
      ...found
        .filter(({ outcome }) => found.length <= FEW || outcome !== 'same')
        .map(({ key, outcome }) => `  ${key} ${WORDS[outcome]}`),
      ...(left.length === 0 ? [] : [`  Set aside: npx shoutouts projections aside ${name}`]),
    ],
    {
      outcome: isDone ? 'done' : 'not_made',
      projection: name,
      documents: found.map(({ key, outcome, position }) => ({
        key,
        outcome,
        position,
      })),
    },
  );
  return isDone ? EXIT.done : EXIT.failed;
}

/** Of no more, each is told. */
const FEW = 10;
const LOOK_EVERY_MS = 500;

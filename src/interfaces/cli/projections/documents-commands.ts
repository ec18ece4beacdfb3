import type { RunningProgram } from '../api/running-program.js';
import { EXIT } from '../exit-codes.js';
import type { Tools } from '../perform.js';
import { type Anew, pathOf, type ReadModel } from './read-model.js';
import { tellBegun, untilMended } from './until-mended.js';

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
    if (detach) tellBegun(tools, name);
    else exitCode = Math.max(exitCode, tell(tools, await made(program, tools, name)));
  }
  return exitCode;
}

/** `--only key=ord_1` is `--only ord_1`. */
const keyIn = (text: string): string => (text.startsWith('key=') ? text.slice('key='.length) : text);

/** Until all of it is done. */
async function made(program: RunningProgram, tools: Tools, name: string): Promise<Made> {
  const serving = <Each extends { readonly collection: string }>(
    all: readonly Each[],
    { collection }: ReadModel,
  ) => all.filter((each) => each.collection === collection);
  const { now, model } = await untilMended(program, tools, name, (now, model) => {
    const isOpen =
      serving(now.anew, model).some((each) => each.made === undefined) ||
      serving(now.set_aside, model).some(({ wanted }) => wanted !== undefined);
    return !isOpen;
  });
  return { name, made: serving(now.anew, model), left: serving(now.set_aside, model).map(({ key }) => key) };
}

const WORDS: Readonly<Record<NonNullable<Anew['made']>['outcome'], string>> = {
  same: 'is as the log makes it',
  differed: 'differed from what the log makes, and is replaced',
  absent: 'is not there, and the log makes none',
  not_made: 'is not made: an event of it cannot be applied, or what is there has a position of no event',
};

function tell({ output }: Tools, { name, made, left }: Made): number {
  const found = made.flatMap((each) => (each.made === undefined ? [] : [{ ...each, ...each.made }]));
  const count = (outcome: string) => found.filter((each) => each.outcome === outcome).length;
  const isDone = count('not_made') + count('absent') === 0;
  output.result(
    [
      `${name}: ${String(found.length)} looked at, of which ${String(count('differed'))} differed and were made anew.`,
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

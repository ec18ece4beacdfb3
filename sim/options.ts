import { parseArgs } from 'node:util';
import type { PlantedFault } from './planted/planted-fault.js';
import { PLANTED_FAULTS } from './planted/planted-faults.js';
import { parsed, UsageError, wholeNumber } from './usage.js';

export interface Options {
  readonly seeds: number;
  /** The first seed. */
  readonly from: number;
  /** Goes on with new seeds for so long, instead of a number of them. */
  readonly minutes: number | undefined;
  readonly replay: { readonly seed: number; readonly leftOut: readonly number[] } | undefined;
  /** The mistakes to make, each by itself. */
  readonly planted: readonly PlantedFault[] | undefined;
  /** Also names every place where the program was not killed. */
  readonly isVerbose: boolean;
}

export const HELP = `npm run sim -- [options]   simulated worlds, one per seed, in which every law must hold

  --seeds 10000       how many worlds
  --from 1            the first seed; "now" for ones that nobody has seen
  --minutes 60        new seeds for so long, instead of a number of them
  --replay 42         one world, with its trace; 42:3,8-11 leaves its faults number 3 and 8 to 11 out
  --planted all       makes each planted mistake by itself, and says how many worlds it took to find it;
                      a part of its name instead of "all" chooses
  --verbose           names the places where the program was not killed

npm run sim -- --seeds 1000 --from 50000
npm run sim -- --minutes 60 --from now
npm run sim -- --replay 42
npm run sim -- --planted "rated twice" --seeds 300
npm run sim -- --replay 7 --planted "rated twice"

It exits with 1 when a law broke or a planted mistake was not found, and with 2 when it does not understand.`;

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parsed(() =>
    parseArgs({
      args: [...args],
      options: {
        seeds: { type: 'string' },
        from: { type: 'string' },
        minutes: { type: 'string' },
        replay: { type: 'string' },
        planted: { type: 'string' },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  );
  if (values.help) return 'help';
  refuseTogether(values);
  const isReplay = values.replay !== undefined;
  return {
    seeds: wholeNumber('--seeds', values.seeds ?? '10000'),
    from: firstSeed(values.from ?? '1'),
    minutes: ifThere(values.minutes, (text) => wholeNumber('--minutes', text)),
    replay: ifThere(values.replay, replay),
    planted: ifThere(values.planted, (text) => planted(text, isReplay)),
    isVerbose: values.verbose,
  };
}

/** What would be passed over in silence. */
function refuseTogether(values: {
  readonly [option in 'seeds' | 'from' | 'minutes' | 'replay' | 'planted']?: string | undefined;
}): void {
  const { seeds, from, minutes } = values;
  if (values.replay !== undefined && (seeds ?? from ?? minutes) !== undefined)
    throw new UsageError('--replay runs one world: leave --seeds, --from and --minutes out');
  if (values.planted !== undefined && minutes !== undefined)
    throw new UsageError('--planted takes --seeds and --from, and no --minutes');
}

const ifThere = <Read>(text: string | undefined, read: (text: string) => Read): Read | undefined =>
  text === undefined ? undefined : read(text);

const firstSeed = (text: string): number =>
  text === 'now' ? Math.floor(Date.now() / 1_000) * 1_000 : wholeNumber('--from', text);

function replay(text: string): Options['replay'] {
  const [seed = '', leftOut] = text.split(':');
  return {
    seed: wholeNumber('--replay', seed),
    leftOut: leftOut === undefined || leftOut === '' ? [] : leftOut.split(',').flatMap(range),
  };
}

function range(text: string): readonly number[] {
  const [first = '', last = first] = text.split('-');
  const [from, to] = [wholeNumber('--replay', first), wholeNumber('--replay', last)];
  return Array.from({ length: Math.max(to - from + 1, 0) }, (_, index) => from + index);
}

/** `3,8-11`, as `--replay` takes it. */
export function inRanges(numbers: readonly number[]): string {
  const ranges: [from: number, to: number][] = [];
  for (const number of numbers.toSorted((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${String(from)}-${String(to)}`)).join(',');
}

/** A whole name means that one, also where it is a part of another's. */
function planted(text: string, isOne: boolean): readonly PlantedFault[] {
  const exact = PLANTED_FAULTS.filter(({ name }) => name === text);
  const meant =
    exact.length > 0 ? exact : PLANTED_FAULTS.filter(({ name }) => text === 'all' || name.includes(text));
  if (text === '' || meant.length === 0)
    throw new UsageError(
      `--planted takes "all" or a part of a name in sim/planted, and none has ${JSON.stringify(text)}`,
    );
  if (isOne && meant.length > 1)
    throw new UsageError(
      `--replay takes one planted fault, and ${String(meant.length)} have ${JSON.stringify(text)} in their names`,
    );
  return meant;
}

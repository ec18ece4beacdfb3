import { parseArgs } from 'node:util';
import { HARMS, type HarmName } from './harm/names.js';
import { PLANTED_FAULTS, type PlantedFault } from './program/planted-faults.js';
import { ENGINES, type EngineName } from './stores/names.js';

export interface Options {
  readonly rounds: number;
  /** Goes on with rounds for so long, instead of a number of them. */
  readonly minutes: number | undefined;
  /** Decides who does what, and what befalls the program when: not how the machine interleaves it. */
  readonly seed: number;
  readonly engine: EngineName;
  readonly only: ReadonlySet<HarmName>;
  /** A mistake that is made in a copy of the built program: it has to be found. */
  readonly planted: PlantedFault | undefined;
}

/** @throws Error that says what is wrong, for the person who typed it */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '10' },
      minutes: { type: 'string' },
      seed: { type: 'string', default: 'now' },
      engine: { type: 'string', default: 'embedded' },
      only: { type: 'string', default: HARMS.join(',') },
      planted: { type: 'string' },
    },
  });
  const engine = oneOf('--engine', ENGINES, values.engine);
  const isOnMongoDb = engine === 'mongodb' || engine === 'instances';
  if (isOnMongoDb && process.env['MONGODB_URL'] === undefined)
    throw new Error(`--engine ${engine} needs MONGODB_URL: a MongoDB in which it may make databases`);
  return {
    rounds: wholeNumber('--rounds', values.rounds),
    minutes: values.minutes === undefined ? undefined : wholeNumber('--minutes', values.minutes),
    seed: values.seed === 'now' ? Math.floor(Date.now() / 1_000) : wholeNumber('--seed', values.seed),
    engine,
    only: new Set(values.only.split(',').map((name) => oneOf('--only', HARMS, name))),
    planted: values.planted === undefined ? undefined : planted(values.planted),
  };
}

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new Error(`${name} takes a whole number, not ${JSON.stringify(text)}`);
}

function oneOf<Name extends string>(option: string, names: readonly Name[], text: string): Name {
  const known = names.find((name) => name === text);
  if (known !== undefined) return known;
  throw new Error(`${option} takes ${names.join(', ')}, not ${JSON.stringify(text)}`);
}

function planted(text: string): PlantedFault {
  const known = PLANTED_FAULTS.find(({ name }) => name.includes(text));
  if (known !== undefined) return known;
  throw new Error(
    `--planted takes one of these:\n${PLANTED_FAULTS.map(({ name }) => `  ${name}`).join('\n')}`,
  );
}

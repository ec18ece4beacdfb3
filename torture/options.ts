import { parseArgs } from 'node:util';
import { parsed, UsageError, wholeNumber } from '../sim/usage.js';
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
  /** How often it is stopped at each step of a payout and of a refund. */
  readonly stops: number;
  /** A mistake that is made in a copy of the built program: it has to be found. */
  readonly planted: PlantedFault | undefined;
}

/** `steps`: stopped at every step of a payout and of a refund, before all else. */
const ALL = [...HARMS, 'steps'] as const;

export const HELP = `npm run torture -- [options]   the built program stopped at every step of payouts and refunds; and
                                  under load, killed, frozen, on a full disk, cut off

  --rounds 10          how many rounds
  --minutes 60         rounds for so long, instead of a number of them; Ctrl-C ends it after the round at hand
  --seed now           decides who does what, and what befalls the program when
  --engine embedded    ${ENGINES.join(', ')}
  --only kill,freeze   what is done to it: ${ALL.join(', ')}
  --stops 1            how often it is stopped at each step of a payout and of a refund
  --planted repeated   a mistake planted on purpose: ${PLANTED_FAULTS.map(({ name }) => name).join('; ')}

npm run torture -- --seed 42 --only kill,freeze
npm run torture -- --engine mongodb --minutes 60

It exits with 1 when anything was lost, done twice or wrong, and with 2 when it does not understand.`;

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options | 'help' {
  const { values } = parsed(() =>
    parseArgs({
      args: [...args],
      options: {
        rounds: { type: 'string', default: '10' },
        minutes: { type: 'string' },
        seed: { type: 'string', default: 'now' },
        engine: { type: 'string', default: 'embedded' },
        only: { type: 'string', default: ALL.join(',') },
        stops: { type: 'string', default: '1' },
        planted: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }),
  );
  if (values.help) return 'help';
  const engine = oneOf('--engine', ENGINES, values.engine);
  const isOnMongoDb = engine === 'mongodb' || engine === 'instances';
  if (isOnMongoDb && process.env['MONGODB_URL'] === undefined)
    throw new UsageError(`--engine ${engine} needs MONGODB_URL: a MongoDB in which it may make databases`);
  const only = values.only.split(',').map((name) => oneOf('--only', ALL, name));
  return {
    rounds: wholeNumber('--rounds', values.rounds),
    minutes: values.minutes === undefined ? undefined : wholeNumber('--minutes', values.minutes),
    seed: values.seed === 'now' ? Math.floor(Date.now() / 1_000) : wholeNumber('--seed', values.seed),
    engine,
    only: new Set(HARMS.filter((harm) => only.includes(harm))),
    stops: only.includes('steps') ? wholeNumber('--stops', values.stops) : 0,
    planted: values.planted === undefined ? undefined : planted(values.planted),
  };
}

function oneOf<Name extends string>(option: string, names: readonly Name[], text: string): Name {
  const known = names.find((name) => name === text);
  if (known !== undefined) return known;
  throw new UsageError(`${option} takes ${names.join(', ')}, not ${JSON.stringify(text)}`);
}

function planted(text: string): PlantedFault {
  const known = PLANTED_FAULTS.find(({ name }) => name.includes(text));
  if (known !== undefined) return known;
  const names = PLANTED_FAULTS.map(({ name }) => name).join('; ');
  throw new UsageError(`--planted takes a part of one of "${names}", not ${JSON.stringify(text)}`);
}

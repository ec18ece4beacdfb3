import { parseArgs } from 'node:util';
import { type EngineName, ENGINES } from './engines/engine.js';

const SECTIONS = [
  'reads',
  'accept',
  'place',
  'start',
  'command',
  'log',
  'projections',
  'rebuild',
  'killed',
] as const;
export type Section = (typeof SECTIONS)[number];

export interface Options {
  /** Where the log and the read models of the measured program are. */
  readonly engine: EngineName;
  /** How long each load is measured, after its warm-up. */
  readonly seconds: number;
  readonly only: ReadonlySet<Section>;
  /** How long the log is that the program is started on, and that read models are rebuilt from. */
  readonly events: number;
}

/** @throws Error that says what is wrong, for the person who typed it */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      engine: { type: 'string', default: 'embedded' },
      seconds: { type: 'string', default: '10' },
      only: { type: 'string', default: SECTIONS.filter((each) => each !== 'killed').join(',') },
      events: { type: 'string', default: '1000000' },
    },
  });
  return {
    engine: engine(values.engine),
    seconds: wholeNumber('--seconds', values.seconds),
    only: new Set(values.only.split(',').map(section)),
    events: wholeNumber('--events', values.events),
  };
}

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Error(`${name} takes a whole number`);
}

function engine(name: string): EngineName {
  const known = ENGINES.find((one) => one === name);
  if (known === undefined) throw new Error(`--engine takes ${ENGINES.join(', ')}`);
  return known;
}

function section(name: string): Section {
  const known = SECTIONS.find((one) => one === name);
  if (known === undefined) throw new Error(`--only takes ${SECTIONS.join(', ')}, separated by commas`);
  return known;
}

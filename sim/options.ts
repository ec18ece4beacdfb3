import { parseArgs } from 'node:util';

export interface Options {
  readonly seeds: number;
  /** The first seed. */
  readonly from: number;
  /** Goes on with new seeds for so long, instead of a number of them. */
  readonly minutes: number | undefined;
  readonly replay: { readonly seed: number; readonly leftOut: readonly number[] } | undefined;
  /** `all`, or the number of one. */
  readonly planted: string | undefined;
}

/** @throws Error that says what is wrong, for the person who typed it */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      minutes: { type: 'string' },
      replay: { type: 'string' },
      planted: { type: 'string' },
    },
  });
  return {
    seeds: wholeNumber('--seeds', values.seeds),
    from: values.from === 'now' ? Math.floor(Date.now() / 1_000) * 1_000 : wholeNumber('--from', values.from),
    minutes: values.minutes === undefined ? undefined : wholeNumber('--minutes', values.minutes),
    replay: values.replay === undefined ? undefined : replay(values.replay),
    planted: values.planted,
  };
}

function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new Error(`${name} takes a whole number, not ${JSON.stringify(text)}`);
}

function replay(text: string): Options['replay'] {
  const [seed = '', leftOut] = text.split(':');
  return {
    seed: wholeNumber('--replay', seed),
    leftOut:
      leftOut === undefined || leftOut === ''
        ? []
        : leftOut.split(',').map((each) => wholeNumber('--replay', each)),
  };
}

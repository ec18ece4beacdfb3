import type { RunningProgram } from '../api/running-program.js';
import { EXIT } from '../exit-codes.js';
import type { Fields } from '../output.js';
import type { Tools } from '../perform.js';
import { type Asking, withProgram } from './admin-commands.js';
import { type AsideNow, goingOn, pathOf, type SetAside } from './read-model.js';
import { asideOf, tellBegun, untilMended } from './until-mended.js';

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
  tools: Tools,
  { name, key, detach }: Followed,
): Promise<number> {
  if (detach) {
    tellBegun(tools, name);
    return EXIT.done;
  }
  const ofKey = ({ set_aside: all }: AsideNow) => all.filter((each) => key === undefined || each.key === key);
  const { now, model } = await untilMended(program, tools, name, (seen, of) => {
    const fed = goingOn(of);
    return !ofKey(seen).some(({ collection, wanted }) => wanted !== undefined && fed.includes(collection));
  });
  return tellMended(tools, name, ofKey(now), goingOn(model));
}

/** In a build that stands still nothing is made anew until it goes on, if ever: that is not waited for. */
function tellMended(
  { output }: Tools,
  name: string,
  left: readonly SetAside[],
  fed: readonly string[],
): number {
  const failed = left.filter(({ collection }) => fed.includes(collection));
  const still = [...new Set(left.map(({ collection }) => collection))].filter((each) => !fed.includes(each));
  const done =
    still.length === 0
      ? `${name}: made anew, with everything that came since.`
      : `${name}: nothing is set aside any more in what takes events.`;
  output.result(
    [
      ...(failed.length === 0 ? [done] : [`${name}: still set aside.`, ...failed.flatMap(lineOf)]),
      ...still.map((each) => `  ${each} stands still, and so does what is set aside in it.`),
    ],
    {
      outcome: failed.length === 0 ? 'done' : 'set_aside',
      projection: name,
      set_aside: left as unknown as Fields[],
    },
  );
  return failed.length === 0 ? EXIT.done : EXIT.failed;
}

function asideWords(name: string, { set_aside: aside, left_out: left, anew }: AsideNow): readonly string[] {
  return [
    aside.length === 0 ? `${name}: nothing is set aside.` : `${name}: ${String(aside.length)} set aside`,
    ...aside.flatMap(lineOf),
    ...left.map(
      ({ key, collection, position, type, by, reason }) =>
        `  ${key} in ${collection}: ${type} at ${position} was left out by ${by}: ${reason}`,
    ),
    ...anew
      .filter(({ made }) => made === undefined)
      .map(({ key, collection }) => `  ${key} in ${collection} is to be made anew`),
  ];
}

const lineOf = ({ key, collection, position, type, error, since, wanted }: SetAside): readonly string[] => [
  `  ${key} in ${collection}, since ${since}: ${type} at ${position}${wanted === undefined ? '' : ` (${wanted.what} asked for)`}`,
  ...(error === null ? [] : [`    ${error}`]),
];

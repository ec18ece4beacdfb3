import { StoppedError } from '../../../application/log-copy/compare-logs.js';
import type { RunningProgram } from '../api/running-program.js';
import type { Tools } from '../perform.js';
import { type AsideNow, pathOf, type ReadModel } from './read-model.js';

interface Seen {
  readonly now: AsideNow;
  readonly model: ReadModel;
}

/** Looks until what is wanted of documents is done, and says what keeps it from that. @throws StoppedError */
export async function untilMended(
  program: RunningProgram,
  { output, clock, signal }: Tools,
  name: string,
  isDone: (now: AsideNow, model: ReadModel) => boolean,
): Promise<Seen> {
  for (let told: string | undefined; ;) {
    const now = await asideOf(program, name);
    const model = await program.ask<ReadModel>('GET', pathOf(name));
    if (isDone(now, model)) return { now, model };
    const trouble = model.trouble?.reason;
    if (trouble !== undefined && trouble !== told)
      output.warn(`${name}: ${trouble}; nothing is made anew before it goes on`);
    told = trouble;
    await clock.sleep(LOOK_EVERY_MS, signal);
    if (signal.aborted) throw new StoppedError('stopped');
  }
}

/** For whoever does not wait. */
export const tellBegun = ({ output }: Tools, name: string): void =>
  output.result([`It is asked for; see it with: npx shoutouts projections aside ${name}`], {
    ...{ outcome: 'begun', projection: name },
  });

export const asideOf = (program: RunningProgram, name: string): Promise<AsideNow> =>
  program.ask('GET', pathOf(name, 'set-aside'));

const LOOK_EVERY_MS = 500;

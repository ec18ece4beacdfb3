import { performance } from 'node:perf_hooks';
import { StoppedError } from '../../../application/log-copy/compare-logs.js';
import { ProgramUnreachableError, type RunningProgram } from '../api/running-program.js';
import { count } from '../how-far.js';
import type { Tools } from '../perform.js';
import { type AllReadModels, allOf, type Build, type Check, type ReadModel } from './read-model.js';

/** What became of a build. */
export interface Followed {
  readonly model: ReadModel;
  readonly outcome: 'served' | 'compared' | 'refused' | 'stopped' | 'dropped';
  readonly check: Check | undefined;
}

/** Which build of which read model. */
export interface Target {
  readonly name: string;
  readonly collection: string;
}

const LOOK_EVERY_MS = 500;

/**
 * Asks until every build has come to its end, and tells meanwhile how far they are. A program that is away comes back, and goes on with
 * them. @throws StoppedError when somebody asks to stop, ProgramRefusedError
 */
export async function followBuilds(
  program: RunningProgram,
  targets: readonly Target[],
  tools: Tools,
  ended: (followed: Followed) => void,
): Promise<void> {
  const left = new Map(targets.map((target) => [target.name, new Pace(target)]));
  const warn = eachOnce((message) => tools.output.warn(message));
  while (left.size > 0) {
    const all = await askedAgain(program, tools, warn);
    for (const [name, pace] of left) {
      const model = all?.projections.find((each) => each.name === name);
      if (model === undefined) continue;
      const { trouble } = pace.saw(model, all?.last_position);
      if (trouble !== undefined) warn(`${name}: ${trouble.reason}; it is tried again`);
      const followed = endOf(model, pace.target.collection);
      if (followed === undefined) continue;
      left.delete(name);
      ended(followed);
    }
    const paces = [...left.values()];
    if (paces.length === 0) return;
    tools.output.progress(
      () => paces.map((pace) => pace.words(process.stderr.isTTY)).join(' | '),
      () => ({ builds: paces.map((pace) => pace.fields()) }),
    );
    await tools.clock.sleep(LOOK_EVERY_MS, tools.signal);
    if (tools.signal.aborted) throw new StoppedError('stopped');
  }
}

/** Nothing where it cannot be asked now. */
async function askedAgain(
  program: RunningProgram,
  { signal }: Tools,
  warn: (message: string) => void,
): Promise<AllReadModels | undefined> {
  try {
    return await allOf(program);
  } catch (error) {
    if (signal.aborted) throw new StoppedError('stopped');
    if (!(error instanceof ProgramUnreachableError)) throw error;
    warn(`${error.message}; what is built goes on when it is back`);
    return undefined;
  }
}

function eachOnce(warn: (message: string) => void): (message: string) => void {
  const said = new Set<string>();
  return (message) => {
    if (said.has(message)) return;
    said.add(message);
    warn(message);
  };
}

function endOf(model: ReadModel, collection: string): Followed | undefined {
  const { rebuild, kept, checked } = model;
  const check = checked?.collection === collection ? checked : undefined;
  if (model.collection === collection) return { model, outcome: 'served', check };
  if (rebuild?.collection === collection) return endOfBuild(model, rebuild);
  if (kept?.collection === collection) return { model, outcome: 'stopped', check: undefined };
  return { model, outcome: check === undefined ? 'dropped' : 'compared', check };
}

function endOfBuild(model: ReadModel, { state, check }: Build): Followed | undefined {
  if (state === 'stopped') return { model, outcome: 'stopped', check: undefined };
  if (state === 'refused') return { model, outcome: 'refused', check };
  return check?.digest === undefined ? undefined : { model, outcome: 'compared', check };
}

/** How fast a build gets on, since it is followed. */
class Pace {
  #first: { readonly atMs: number; readonly position: bigint; readonly events: number } | undefined;
  #now = { atMs: 0, position: 0n, events: 0 };
  #end = 0n;

  constructor(readonly target: Target) {}

  saw({ rebuild }: ReadModel, end: string | undefined): Partial<Build> {
    if (rebuild?.collection !== this.target.collection) return {};
    const { position = '0', events_taken: events } = rebuild;
    this.#now = { atMs: performance.now(), position: BigInt(position), events };
    // Another instance counts from its own start.
    if (this.#first === undefined || events < this.#first.events) this.#first = this.#now;
    this.#end = BigInt(end ?? '0');
    return rebuild;
  }

  words(hasBar: boolean): string {
    const { percent, perSecond, secondsLeft } = this.#pace();
    const left = secondsLeft === undefined ? '' : `, about ${String(secondsLeft)} s left`;
    const bar = hasBar ? ` [${'#'.repeat(percent / 5).padEnd(20, '.')}]` : '';
    return `${this.target.collection}${bar} ${String(percent)} %, ${count(this.#now.events)} events, ${count(perSecond)} per second${left}`;
  }

  fields() {
    const { percent, perSecond, secondsLeft } = this.#pace();
    const { name, collection } = this.target;
    const [position, end] = [String(this.#now.position), String(this.#end)];
    return {
      ...{ projection: name, collection, position, end, percent, events: this.#now.events },
      ...{ per_second: perSecond, seconds_left: secondsLeft ?? null },
    };
  }

  /** Left is an estimate: as if the rest of the log were like what was read since. */
  #pace() {
    const { position, events, atMs } = this.#now;
    const first = this.#first ?? this.#now;
    const seconds = (atMs - first.atMs) / 1_000;
    const moved = Number(position - first.position);
    const left = Number(this.#end - position);
    return {
      percent: this.#end === 0n ? 0 : Math.min(100, Number((position * 100n) / this.#end)),
      perSecond: seconds > 0 ? Math.round((events - first.events) / seconds) : 0,
      secondsLeft: moved > 0 && left >= 0 ? Math.ceil((left / moved) * seconds) : undefined,
    };
  }
}

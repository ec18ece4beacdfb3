import { StoppedError } from '../../../application/log-copy/compare-logs.js';
import { type Address, RunningProgram, TokenMissingError } from '../api/running-program.js';
import { explainProgram } from '../api/explain-program.js';
import { EXIT } from '../exit-codes.js';
import type { Explained } from '../explain.js';
import { count } from '../how-far.js';
import type { Fields } from '../output.js';
import { perform, type Tools } from '../perform.js';
import type { StopSignals } from '../stop-signals.js';
import { checkFields, checkWords, listWords, statusWords } from './build-words.js';
import { type Meant, rebuildDocuments } from './documents-commands.js';
import { type Followed, followBuilds, type Target } from './follow-build.js';
import { allOf, pathOf, type ReadModel } from './read-model.js';

export interface Asking extends Address {
  readonly json: boolean;
}

export interface Following extends Asking {
  readonly detach: boolean;
  readonly throttle?: number;
}

export interface RebuildOptions extends Following, Meant {
  readonly dryRun: boolean;
  readonly compare: boolean;
}

export interface VerifyOptions extends Following {
  readonly at?: bigint;
}

type Work = (program: RunningProgram, tools: Tools) => Promise<number>;

export const withProgram = ({ url, token, json }: Asking, work: Work): Promise<void> =>
  perform(json, explain, (tools) => {
    if (token === undefined || token === '') throw new TokenMissingError();
    return work(new RunningProgram({ url, token }, tools.signal), tools);
  });

export const listReadModels = (asking: Asking): Promise<void> =>
  withProgram(asking, async (program, { output }) => {
    const { projections, ...rest } = await allOf(program);
    output.result(listWords(projections), { ...rest, projections: projections as unknown as Fields[] });
    return EXIT.done;
  });

export const showReadModel = (name: string, asking: Asking): Promise<void> =>
  withProgram(asking, async (program, { output }) => {
    const model = await program.ask<ReadModel>('GET', pathOf(name));
    output.result(statusWords(model), model as unknown as Fields);
    return EXIT.done;
  });

export const rebuildReadModels = (names: readonly string[], options: RebuildOptions): Promise<void> =>
  withProgram(options, async (program, tools) => {
    if (options.only !== undefined || options.from !== undefined)
      return rebuildDocuments(program, tools, names, options);
    const body = {
      ...{ dry_run: options.dryRun, compare: options.compare },
      ...(options.throttle !== undefined && { events_per_second: options.throttle }),
    };
    return follow(program, tools, options, await asked(program, names, 'rebuild', body));
  });

export const verifyReadModels = (names: readonly string[], options: VerifyOptions): Promise<void> =>
  withProgram(options, async (program, tools) => {
    const body = {
      ...(options.at !== undefined && { at: String(options.at) }),
      ...(options.throttle !== undefined && { events_per_second: options.throttle }),
    };
    return follow(program, tools, options, await asked(program, names, 'verify', body));
  });

export const rollBackReadModel = (name: string, options: Following): Promise<void> =>
  withProgram(options, async (program, tools) =>
    follow(program, tools, options, await asked(program, [name], 'rollback')),
  );

export const stopBuilding = (name: string, asking: Asking): Promise<void> =>
  withProgram(asking, async (program, { output }) => {
    const model = await program.ask<ReadModel>('DELETE', pathOf(name, 'rebuild'));
    output.result(statusWords(model), model as unknown as Fields);
    return EXIT.done;
  });

export const dropBuild = (name: string, build: string, asking: Asking): Promise<void> =>
  withProgram(asking, async (program, { output }) => {
    await program.ask('DELETE', pathOf(name, 'builds', build));
    output.result([`${build} is dropped.`], { outcome: 'dropped', projection: name, collection: build });
    return EXIT.done;
  });

/** Each once. All are asked for before any is waited for, as they are built side by side; and none where one is not there. */
async function asked(
  program: RunningProgram,
  named: readonly string[],
  what: 'rebuild' | 'verify' | 'rollback',
  body: { readonly dry_run?: boolean; readonly events_per_second?: number; readonly at?: string } = {},
): Promise<readonly Target[]> {
  const leavesServing = what === 'verify' || body.dry_run === true;
  const names = [...new Set(named)];
  for (const name of names) await program.ask<ReadModel>('GET', pathOf(name));
  const targets: Target[] = [];
  for (const name of names) {
    const model = await program.ask<ReadModel>(
      'POST',
      pathOf(name, what),
      what === 'rollback' ? undefined : body,
    );
    targets.push({ name, collection: builtIn(model, leavesServing) });
  }
  return targets;
}

/** A small one may have come to its end before it was answered. */
function builtIn({ collection, rebuild, checked }: ReadModel, leavesServing: boolean): string {
  return rebuild?.collection ?? (leavesServing ? checked?.collection : undefined) ?? collection;
}

async function follow(
  program: RunningProgram,
  tools: Tools,
  { detach }: Following,
  targets: readonly Target[],
): Promise<number> {
  if (detach) {
    for (const { name, collection } of targets)
      tools.output.result(
        [`${collection} is being built; see it with: npx shoutouts projections status ${name}`],
        {
          ...{ outcome: 'begun', projection: name, collection },
        },
      );
    return EXIT.done;
  }
  let exitCode: number = EXIT.done;
  await followBuilds(program, targets, tools, (followed) => {
    tell(tools, followed);
    exitCode = Math.max(exitCode, exitCodeOf(followed));
  });
  return exitCode;
}

function tell({ output }: Tools, { model, outcome, check }: Followed): void {
  const { name, collection, kept, set_aside: aside } = model;
  const words = {
    served: [
      `${name}: ${collection} serves.`,
      ...(aside === 0 ? [] : [`  ${count(aside)} set aside in it: npx shoutouts projections aside ${name}`]),
      ...(kept?.can_serve === true
        ? [`  ${kept.collection} is kept: npx shoutouts projections rollback ${name}`]
        : []),
    ],
    compared: [`${name}: ${collection} goes on serving.`],
    refused: [
      `${name}: the new build takes no name, as most of its documents are set aside. ${collection} goes on serving.`,
      `  Why: npx shoutouts projections aside ${name}`,
      `  Start a release that can take these events; the next rebuild begins anew.`,
    ],
    stopped: [`${name}: stopped; what was built is kept, and a rebuild goes on from there.`],
    dropped: [`${name}: the build was dropped.`],
  }[outcome];
  output.result([...words, ...(check === undefined ? [] : checkWords(check))], {
    ...{ outcome, projection: name, serving: collection, kept: kept?.collection ?? null },
    ...checkFields(check),
  });
}

/** What serves since a rebuild is right, whatever served before. */
function exitCodeOf({ outcome, check }: Followed): number {
  if (outcome === 'stopped' || outcome === 'refused' || outcome === 'dropped') return EXIT.failed;
  return outcome === 'compared' && (check?.comparison?.differing ?? 0) > 0 ? EXIT.differs : EXIT.done;
}

function explain(error: unknown, stop: StopSignals): Explained {
  if (error instanceof StoppedError || stop.signal.aborted)
    return {
      words:
        'Not waited for any longer. What was asked for goes on; `npx shoutouts projections stop NAME` stops it.',
      ...{ exitCode: stop.exitCode, outcome: 'detached' },
    };
  return explainProgram(error);
}

import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { type Place, PLACES } from './places.js';

/**
 * Loaded into the built program before all else (`node --import`), and into each of its threads: kills it at a named point. The
 * program itself knows nothing of it.
 */
const ORPHAN_LOOK_MS = 500;

const { TORTURE_PROGRAM: program = '' } = process.env;
const points: ReadonlySet<string> = new Set(process.env['TORTURE_POINTS']?.split('|'));
let passesLeft = Number(process.env['TORTURE_PASS'] ?? 1);

if (isMainThread) endWithParent();
for (const place of PLACES) if (mayBe(place)) await watch(place);

/** Whoever is killed leaves no programs behind. */
function endWithParent(): void {
  const { ppid } = process;
  setInterval(() => {
    if (process.ppid !== ppid) process.kill(process.pid, 'SIGKILL');
  }, ORPHAN_LOOK_MS).unref();
}

function mayBe({ names, steps }: Place): boolean {
  return [...names, ...steps].some((name) => points.has(`before ${name}`) || points.has(`after ${name}`));
}

type Method = (...args: unknown[]) => unknown;

/** @throws Error when the program has no such method any more: then the list of places is to be mended */
async function watch({ module, type, method, namesOf }: Place): Promise<void> {
  const loaded = (await import(new URL(`${module}.js`, program).href)) as Record<string, unknown>;
  const prototype = (loaded[type] as { readonly prototype: Record<string, unknown> } | undefined)?.prototype;
  const original = prototype?.[method] as Method | undefined;
  if (prototype === undefined || original === undefined)
    throw new Error(`there is no ${type}.${method} in ${module}`);
  prototype[method] = function (this: unknown, ...args: unknown[]): unknown {
    const names = namesOf(args);
    const dieIf = (side: string): void => names.forEach((name) => dieAt(`${side} ${name}`));
    dieIf('before');
    const answer = original.apply(this, args);
    if (!(answer instanceof Promise)) {
      dieIf('after');
      return answer;
    }
    return answer.finally(() => dieIf('after'));
  };
}

function dieAt(here: string): void {
  if (!points.has(here)) return;
  passesLeft -= 1;
  if (passesLeft > 0) return;
  writeSync(2, `killed ${here}\n`);
  process.kill(process.pid, 'SIGKILL');
  // The signal comes when the kernel gets to it: nothing more is done until then.
  for (;;);
}

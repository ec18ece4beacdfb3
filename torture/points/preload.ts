import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { type Place, PLACES } from './places.js';

/**
 * Loaded into the built program before all else (`node --import`), and into each of its threads: kills it at a named point. The
 * program itself knows nothing of it.
 */
const ORPHAN_LOOK_MS = 500;

const { TORTURE_PROGRAM: program = '', TORTURE_POINT: point } = process.env;
let passesLeft = Number(process.env['TORTURE_PASS'] ?? 1);

if (isMainThread) endWithParent();
if (point !== undefined) for (const place of PLACES) if (mayBe(place, point)) await watch(place, point);

/** Whoever is killed leaves no programs behind. */
function endWithParent(): void {
  const { ppid } = process;
  setInterval(() => {
    if (process.ppid !== ppid) process.kill(process.pid, 'SIGKILL');
  }, ORPHAN_LOOK_MS).unref();
}

function mayBe({ names }: Place, wanted: string): boolean {
  return names.some((name) => wanted === `before ${name}` || wanted === `after ${name}`);
}

type Method = (...args: unknown[]) => unknown;

/** @throws Error when the program has no such method any more: then the list of places is to be mended */
async function watch({ module, type, method, nameOf }: Place, wanted: string): Promise<void> {
  const loaded = (await import(new URL(`${module}.js`, program).href)) as Record<string, unknown>;
  const prototype = (loaded[type] as { readonly prototype: Record<string, unknown> } | undefined)?.prototype;
  const original = prototype?.[method] as Method | undefined;
  if (prototype === undefined || original === undefined)
    throw new Error(`there is no ${type}.${method} in ${module}`);
  prototype[method] = function (this: unknown, ...args: unknown[]): unknown {
    const name = nameOf(args);
    const dieIf = (side: string): void => dieAt(`${side} ${name}`, wanted);
    dieIf('before');
    const answer = original.apply(this, args);
    if (!(answer instanceof Promise)) {
      dieIf('after');
      return answer;
    }
    return answer.finally(() => dieIf('after'));
  };
}

function dieAt(here: string, wanted: string): void {
  if (here !== wanted) return;
  passesLeft -= 1;
  if (passesLeft > 0) return;
  writeSync(2, `killed ${here}\n`);
  process.kill(process.pid, 'SIGKILL');
  // The signal comes when the kernel gets to it: nothing more is done until then.
  for (;;);
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from '../../sim/world/dice.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { Load } from '../load/load.js';
import type { LoadAnswer } from '../load/messages.js';
import type { SentCommand } from '../load/sent-command.js';
import type { Instance } from '../program/instance.js';
import type { Engine } from '../stores/engine.js';
import { checkCommands } from './commands.js';
import { brokenMoneyRules, differencesInProgram } from './money.js';
import { Inspector } from './program.js';
import { differencesFromProvider, readProviderBooks } from './provider.js';
import { isWell, together, type Verdict } from './verdict.js';

const ANSWERED_WITHIN_MS = 90_000;
const SETTLED_WITHIN_MS = 45_000;
const POLL_MS = 250;
const LATE_PERMILLE = 250;
/** Whatever was not answered in time is over; now and then, whatever was not accepted in time as well. */
const HOURS = { usual: 2, late: 73 };
const HOUR_S = 3_600;

interface Checking {
  readonly engine: Engine;
  readonly instances: readonly Instance[];
  readonly load: Load;
  readonly dice: Dice;
  /** Those of earlier rounds: they have to be there still. */
  readonly earlier: readonly SentCommand[];
}

interface Checked {
  readonly verdict: Verdict;
  readonly commands: readonly SentCommand[];
  readonly events: number;
}

/** After a round, when everything is there again: is all of it as it has to be? */
export async function checkWorld({ engine, instances, load, dice, earlier }: Checking): Promise<Checked> {
  const finished = await within(ANSWERED_WITHIN_MS, load.ask({ ask: 'finish' }));
  const commands = finished?.commands ?? [];
  const all = [...earlier, ...commands];
  // Before anything is asked again: that would bring back what was lost.
  const log = await engine.readLog();
  const verdicts: Verdict[] = [wrong(finished?.wrong ?? [TOO_LATE]), checkCommands(all, log)];
  const steps: readonly (() => Promise<Verdict>)[] = [
    async () => wrong((await within(ANSWERED_WITHIN_MS, load.ask({ ask: 'repeat' })))?.wrong ?? [TOO_LATE]),
    async () => checkCommands(all, await engine.readLog()),
    async () => wrong(await differencesWhenSettled(await lateInspector(engine, instances, dice), engine)),
    async () => wrong((await within(ANSWERED_WITHIN_MS, load.ask({ ask: 'look' })))?.wrong ?? [TOO_LATE]),
  ];
  for (const step of steps) if (isWell(together(verdicts))) verdicts.push(await step());
  return { commands, events: log.length, verdict: together(verdicts) };
}

const TOO_LATE = `not everything was answered within ${String(ANSWERED_WITHIN_MS / 1_000)} s after all was there again`;

const wrong = (violations: readonly string[]): Verdict => ({ lost: [], duplicated: [], wrong: violations });

/** Some hours later, where the clock can be moved. */
async function lateInspector(engine: Engine, instances: readonly Instance[], dice: Dice): Promise<Inspector> {
  const inspector = await Inspector.at(instances.map(({ url }) => url));
  const hours = dice.permille(LATE_PERMILLE) ? HOURS.late : HOURS.usual;
  if (engine.isClockMovable)
    await inspector.api.command(undefined, '/v1/test-clock/advance', { seconds: hours * HOUR_S });
  return inspector;
}

/** What follows from what was done comes by itself, and takes its time. @returns what is still not right then */
async function differencesWhenSettled(inspector: Inspector, engine: Engine): Promise<readonly string[]> {
  const giveUpAtMs = performance.now() + SETTLED_WITHIN_MS;
  for (;;) {
    const behind = await inspector.untilCaughtUp();
    if (behind.length > 0) return behind;
    const differences = await differencesNow(inspector, engine);
    if (differences.length === 0 || performance.now() > giveUpAtMs) return differences;
    await pause(POLL_MS);
  }
}

async function differencesNow(inspector: Inspector, engine: Engine): Promise<readonly string[]> {
  const log: readonly RecordedEvent[] = await engine.readLog();
  return [
    ...brokenMoneyRules(log),
    ...differencesFromProvider(log, readProviderBooks(engine.providerDir)),
    ...(await inspector.differencesFromLog(log)),
    ...(await differencesInProgram(inspector, log)),
  ];
}

async function within(ms: number, answer: Promise<LoadAnswer>): Promise<LoadAnswer | undefined> {
  const giveUp = new AbortController();
  const tooLate = pause(ms, undefined, { signal: giveUp.signal }).catch(() => undefined);
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    giveUp.abort();
  }
}

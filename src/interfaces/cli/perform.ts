import type { Clock } from '../../application/ports/clock.js';
import { SystemClock } from '../../infrastructure/clock/system-clock.js';
import type { Explained } from './explain.js';
import { type Output, outputOf } from './output.js';
import { StopSignals } from './stop-signals.js';

/** What a command works with. */
export interface Tools {
  readonly clock: Clock;
  readonly output: Output;
  /** Aborts when somebody asks to stop. */
  readonly signal: AbortSignal;
}

/**
 * Performs a command, says what kept it from its end, and sets the exit code of the process.
 * @param command answers the exit code
 */
export async function perform(
  json: boolean,
  explain: (error: unknown, stop: StopSignals) => Explained,
  command: (tools: Tools) => Promise<number>,
): Promise<void> {
  const output = outputOf(json);
  const stop = new StopSignals();
  try {
    process.exitCode = await command({ clock: new SystemClock(), output, signal: stop.signal });
  } catch (error) {
    const { words, exitCode, outcome } = explain(error, stop);
    output.problem(words, { outcome });
    process.exitCode = exitCode;
  }
}

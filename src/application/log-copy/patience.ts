import type { Clock } from '../ports/clock.js';
import {
  AppendOutcomeUnknownError,
  EventStoreDamagedError,
  EventStoreUnavailableError,
} from '../ports/event-store.js';

/** As long as a server takes to start again, and its operator to notice. */
const PATIENCE_MS = 60_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** How a store that does not answer is waited for. */
export interface Patience {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly warn: (message: string) => void;
}

/**
 * Asks again while the store cannot be reached, for a minute at most. `ask` is a read, or an append with the ids and the
 * expected revision that it had the first time: that one is written once, however often it is asked for.
 */
export async function patiently<Answer>(
  { clock, signal, warn }: Patience,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  let pauseMs = FIRST_PAUSE_MS;
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    try {
      return await ask();
    } catch (error) {
      if (!isOutage(error) || waitedMs >= PATIENCE_MS || signal.aborted) throw error;
      warn(`${error.message}; trying again`);
    }
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    await clock.sleep(pauseMs, signal);
  }
}

const isOutage = (error: unknown): error is Error =>
  !(error instanceof EventStoreDamagedError) &&
  (error instanceof EventStoreUnavailableError || error instanceof AppendOutcomeUnknownError);

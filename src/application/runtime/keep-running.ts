import type { Clock } from '../ports/clock.js';
import type { Log } from '../ports/log.js';
import { FencedOutError } from '../ports/read-models.js';
import type { Lease } from './leases.js';
import { LIMITS } from './limits.js';

/** What a follower tells of its way. */
export interface Told {
  /** After each batch. */
  readonly gotOn: () => void;
  /** Of a log that cannot be read, and `undefined` once it can again: see `SubscribeOptions`. */
  readonly troubled: (error: unknown) => void;
}

interface Follower {
  readonly clock: Clock;
  readonly log: Log;
  /** What it is, for the log, and which one. */
  readonly what: 'process' | 'projection';
  readonly which: Readonly<Record<string, string>>;
  /** Under which it is driven, where there are several instances. */
  readonly lease: Lease | undefined;
  readonly signal: AbortSignal;
  /** Follows the log until the signal. */
  readonly run: (told: Told) => Promise<void>;
  /** Told what keeps it from getting on; nothing of its own, once another instance drives it. */
  readonly troubled: (error: unknown) => void;
}

/** Runs it again after whatever interrupts it, later each time, until it is to stop or another instance drives it. */
export async function keepRunning(follower: Follower): Promise<void> {
  const { clock, log, what, which, lease, signal, run, troubled } = follower;
  // Nothing is interrupted: the log itself tries again.
  const unread = (error: unknown) => {
    troubled(error);
    if (error === undefined) log.info(`${what} reads the log again`, which);
    else log.error(`${what} cannot read the log`, { ...which, trouble: describe(error) });
  };
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await run({ gotOn: () => (failures = 0), troubled: unread });
    } catch (error) {
      const fields = { ...which, trouble: describe(error) };
      if (error instanceof FencedOutError && lease !== undefined) {
        troubled(undefined);
        log.warn(`${what} driven elsewhere`, fields);
        lease.giveUp();
        return;
      }
      troubled(error);
      log.error(`${what} interrupted`, fields);
      await clock.sleep(backoffMs(failures), signal);
    }
  }
}

export const backoffMs = (failures: number): number => Math.min(100 * 2 ** failures, LIMITS.longestBackoffMs);

export const describe = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);

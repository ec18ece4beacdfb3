import type { Instant } from '../../domain/time.js';

/** The only source of time for the domain and the runtimes; a test clock can be moved. */
export abstract class Clock {
  abstract now(): Instant;
  /** Milliseconds of real time since some moment, never set back: how long something takes. */
  abstract monotonicMs(): number;
  /** Resolves after `ms` of real time, or at once when `signal` aborts. Never rejects. */
  abstract sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

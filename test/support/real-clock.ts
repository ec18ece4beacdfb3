import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../src/application/ports/clock.js';
import { instant } from '../../src/domain/time.js';

/** Time as it is, for adapters under test. */
export const realClock: Clock = {
  now: () => instant(Date.now()),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { ...(signal && { signal }) }).catch(() => undefined),
};

import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../application/ports/clock.js';
import { instant, type Instant } from '../../domain/time.js';

/** The machine's own clock. */
export class SystemClock implements Clock {
  now(): Instant {
    return instant(Date.now());
  }

  monotonicMs(): number {
    return performance.now();
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    // An aborted sleep is a short one: whoever sleeps looks at the signal next.
    await wait(ms, undefined, { signal }).catch(() => undefined);
  }
}

import type { Clock } from '../ports/clock.js';
import type { Position } from '../ports/event-store.js';

interface Waiter {
  readonly position: Position;
  readonly settle: (reached: boolean) => void;
}

/** Those who wait for a projection to have applied an event of theirs. */
export class PositionWaiters {
  readonly #waiting = new Set<Waiter>();

  constructor(private readonly clock: Clock) {}

  /** Resolves with whether the position was reached in time. */
  wait(position: Position, timeoutMs: number): Promise<boolean> {
    const timeout = new AbortController();
    return new Promise((resolve) => {
      const waiter: Waiter = {
        position,
        settle: (reached) => {
          this.#waiting.delete(waiter);
          timeout.abort();
          resolve(reached);
        },
      };
      this.#waiting.add(waiter);
      void this.clock.sleep(timeoutMs, timeout.signal).then(() => waiter.settle(false));
    });
  }

  get areThere(): boolean {
    return this.#waiting.size > 0;
  }

  reached(position: Position): void {
    for (const waiter of this.#waiting) if (waiter.position <= position) waiter.settle(true);
  }

  giveUp(): void {
    for (const waiter of this.#waiting) waiter.settle(false);
  }
}

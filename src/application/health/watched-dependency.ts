import type { Clock } from '../ports/clock.js';
import type { Log } from '../ports/log.js';

/** Something that the program cannot do its work without. */
export interface Dependency {
  /** Part of the answer of `/health/ready`, so never renamed. */
  readonly name: string;
  /** Asks it something cheap; rejects when it does not serve. It may hang: whoever asks does not wait for long. */
  readonly ask: () => Promise<unknown>;
}

export interface DependencyState {
  readonly name: string;
  readonly state: 'up' | 'down';
  /** How long it has been so. */
  readonly forMs: number;
  /** How old the answer is that says so. */
  readonly ageMs: number;
}

export interface WatchDeps {
  readonly clock: Pick<Clock, 'sleep' | 'monotonicMs'>;
  readonly log: Log;
}

/** Probes may come from several sides at once: they share one look, no more often than this. */
export const FRESH_MS = 500;
/** Shorter than a second, which is how long Kubernetes waits for a probe by default. */
export const ANSWER_WITHIN_MS = 500;

/** One dependency, asked when somebody wants to know, but never twice at once: one that hangs is not made to hang more. */
export class WatchedDependency {
  #state: DependencyState['state'] | undefined;
  #sinceMs = 0;
  #seenMs = -Infinity;
  #asking: Promise<void> | undefined;

  constructor(
    private readonly dependency: Dependency,
    private readonly deps: WatchDeps,
  ) {}

  async look(): Promise<DependencyState> {
    const { clock } = this.deps;
    if (clock.monotonicMs() - this.#seenMs >= FRESH_MS) await this.askAnew();
    const now = clock.monotonicMs();
    return {
      name: this.dependency.name,
      state: this.#state ?? 'down',
      forMs: Math.round(now - this.#sinceMs),
      ageMs: Math.round(now - this.#seenMs),
    };
  }

  private async askAnew(): Promise<void> {
    this.#asking ??= this.ask();
    const answered = new AbortController();
    const isAnswered = await Promise.race([
      this.#asking.then(() => true),
      this.deps.clock.sleep(ANSWER_WITHIN_MS, answered.signal).then(() => false),
    ]);
    answered.abort();
    if (!isAnswered) this.see('down', `no answer within ${String(ANSWER_WITHIN_MS)} ms`);
  }

  private async ask(): Promise<void> {
    try {
      await this.dependency.ask();
      this.see('up');
    } catch (error) {
      this.see('down', String(error));
    } finally {
      this.#asking = undefined;
    }
  }

  private see(state: DependencyState['state'], trouble?: string): void {
    this.#seenMs = this.deps.clock.monotonicMs();
    if (state === this.#state) return;
    const { name: dependency } = this.dependency;
    if (state === 'down') this.deps.log.warn('dependency is down', { dependency, trouble });
    else if (this.#state !== undefined) this.deps.log.info('dependency is up again', { dependency });
    this.#state = state;
    this.#sinceMs = this.#seenMs;
  }
}

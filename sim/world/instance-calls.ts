import type { Dice } from './dice.js';
import type { Fault, Faults, Side } from './faults.js';
import type { Trace } from './trace.js';
import type { WorldTime } from './world-time.js';

/** What the calls of an instance need of its world. */
export interface Surroundings {
  readonly time: Pick<WorldTime, 'elapsedMs' | 'work' | 'sleep' | 'news'>;
  /** It stands still for at most so long. */
  readonly frozenMs?: number;
  /** How long things take. */
  readonly latency: Pick<Dice, 'permille' | 'between'>;
  readonly faults: Pick<Faults, 'at'>;
  readonly trace: Pick<Trace, 'tell'>;
}

/** How a port fails, in its own words. */
export interface Failures {
  readonly unavailable: () => Error;
  /** Where a call cannot be lost without its caller knowing, it is told to be unavailable: nothing is left out. */
  readonly replyLost: () => Error;
}

const BEFORE: readonly Fault[] = ['crash', 'freeze', 'slow', 'unavailable', 'reply lost'];
const AFTER: readonly Fault[] = ['crash', 'freeze', 'slow', 'reply lost'];

/** Most calls take no time to speak of; the others let anything else come between. */
const INSTANT_PERMILLE = 850;
const LATENCY_MS = 40;
const SLOW_MS = 20_000;
const FROZEN_MS = 60_000;

/**
 * The calls that one instance of the program makes to its ports. When it is killed, none of them ever comes back, as if it were
 * gone; what the other side had done is done.
 */
export class InstanceCalls {
  #isDead = false;
  #frozenUntilMs = 0;

  constructor(
    readonly name: string,
    private readonly around: Surroundings,
    private readonly whenKilled: () => void,
  ) {}

  /** What was asked of the other side, and what it answered: for who reads the trace. */
  tell(what: string, more: () => string): void {
    this.around.trace.tell(this.name, what, more);
  }

  kill(): void {
    if (this.#isDead) return;
    this.#isDead = true;
    this.whenKilled();
  }

  /**
   * One call.
   * @param effect what the other side does, at once and whole
   * @param arrived called before the answer is handed over
   */
  async call<Answer>(
    point: string,
    failures: Failures,
    effect: () => Answer,
    arrived?: () => void,
  ): Promise<Answer> {
    const before = this.pass('before', point, BEFORE, failures);
    if (before !== undefined) await before;
    const answer = effect();
    const after = this.pass('after', point, AFTER, failures);
    if (after !== undefined) await after;
    arrived?.();
    return answer;
  }

  /** Sleeps as this instance does: it does not wake while it is frozen, and never when it is dead. */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await this.around.time.sleep(ms, signal);
    await this.alive();
  }

  /** Goes on only while the instance lives and moves. */
  async alive(): Promise<void> {
    const { time } = this.around;
    while (!this.#isDead && !this.isRunning) await time.work(this.#frozenUntilMs - time.elapsedMs);
    // One of its own each time: whatever waits for it is forgotten together with it.
    if (this.#isDead) await new Promise<never>(() => undefined);
  }

  /** `undefined` where nothing befalls the call and it takes no time, as most: promises are much of what a world costs. */
  private pass(
    side: Side,
    point: string,
    possible: readonly Fault[],
    failures: Failures,
  ): Promise<void> | undefined {
    if (!this.around.latency.permille(INSTANT_PERMILLE) || !this.isRunning)
      return this.passSlowly(side, point, possible, failures);
    const fault = this.around.faults.at(side, point, possible);
    return fault === undefined ? undefined : this.befall(fault, side, point, failures);
  }

  private async passSlowly(
    side: Side,
    point: string,
    possible: readonly Fault[],
    failures: Failures,
  ): Promise<void> {
    const { time, latency, faults } = this.around;
    await time.work(latency.between(1, LATENCY_MS));
    if (!this.isRunning) await this.alive();
    const fault = faults.at(side, point, possible);
    if (fault !== undefined) await this.befall(fault, side, point, failures);
  }

  private async befall(fault: Fault, side: Side, point: string, failures: Failures): Promise<void> {
    const { time, latency, trace } = this.around;
    trace.tell(this.name, `${fault.toUpperCase()} ${side} ${point}`);
    switch (fault) {
      case 'crash':
        this.kill();
        break;
      case 'freeze':
        this.freeze(latency.between(1_000, this.around.frozenMs ?? FROZEN_MS));
        break;
      case 'slow':
        await time.work(latency.between(LATENCY_MS, SLOW_MS));
        break;
      case 'unavailable':
        throw failures.unavailable();
      case 'reply lost':
        throw failures.replyLost();
      case 'forget':
        throw new Error('befalls no call');
    }
    if (!this.isRunning) await this.alive();
  }

  /** Meanwhile the others go on, with all that they do by the clock. */
  private freeze(ms: number): void {
    this.#frozenUntilMs = this.around.time.elapsedMs + ms;
    this.around.time.news(ms);
  }

  private get isRunning(): boolean {
    return !this.#isDead && this.#frozenUntilMs <= this.around.time.elapsedMs;
  }
}

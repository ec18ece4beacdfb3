import type { Clock } from '../ports/clock.js';
import type { Log } from '../ports/log.js';
import type { ReadModels } from '../ports/read-models.js';

/** The right to drive something alone, for as long as `signal` is not aborted. */
export interface Lease {
  /** Grows with each change of owner: a store that has seen a later one refuses writes under this one. */
  readonly fence: bigint;
  readonly signal: AbortSignal;
  /** For whoever was fenced out: there is a later owner, whatever this lease says. Ends it; it is wanted again at once. */
  readonly giveUp: () => void;
}

/** Runs under a lease: resolves when it has stopped, soon after the lease's signal. */
export type LeasedWork = (lease: Lease) => Promise<void>;

export interface LeasesDeps {
  readonly models: Pick<ReadModels, 'getValue' | 'setValue'>;
  readonly clock: Pick<Clock, 'sleep' | 'monotonicMs'>;
  readonly log: Log;
  /** Names this instance, and no other one that ever was. */
  readonly owner: string;
  /** After so long without a sign of life, somebody else takes over. */
  readonly leaseMs: number;
}

/** What is stored of a lease. */
interface Held {
  /** `null` when it was given back. */
  readonly owner: string | null;
  readonly fence: number;
  /** Grows while the owner lives. */
  readonly beat: number;
}

/** Signs of life per lease. */
const BEATS = 4;
/** The owner gives up before the others take over, by its own clock. */
const OWNER_GIVES_UP_AFTER = 0.75;

/**
 * Who drives what, among several instances: one owner at a time for each name, by compare-and-set on named values. No clocks are
 * compared: whoever wants a lease watches whether its owner still beats. So an owner that is merely slow may believe in a lease
 * that it lost; that is what `fence` is for.
 */
export class Leases {
  readonly #stop = new AbortController();
  readonly #contenders: Promise<void>[] = [];
  readonly #held = new Set<string>();

  constructor(private readonly deps: LeasesDeps) {}

  /** Does the work whenever this instance has the lease, from now on. */
  keep(name: string, work: LeasedWork): void {
    this.#contenders.push(this.contend(name, work));
  }

  holds(name: string): boolean {
    return this.#held.has(name);
  }

  /** Stops the work, then gives the leases back: others need not wait for them to run out. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#contenders);
  }

  private async contend(name: string, work: LeasedWork): Promise<void> {
    const { leaseMs, clock, log } = this.deps;
    // One of its own: many listening to one signal look like a leak.
    const stop = AbortSignal.any([this.#stop.signal]);
    let seen: { readonly value: string | undefined; readonly sinceMs: number } | undefined;
    while (!this.#stop.signal.aborted) {
      try {
        const value = await this.deps.models.getValue(keyOf(name));
        if (seen?.value !== value || seen === undefined) seen = { value, sinceMs: clock.monotonicMs() };
        const isFree = this.isFree(value, clock.monotonicMs() - seen.sinceMs);
        if (isFree && (await this.takeAndWork(name, value, work))) {
          seen = undefined;
          continue;
        }
      } catch (error) {
        log.warn('lease not reached', { lease: name, trouble: String(error) });
      }
      await this.sleep(leaseMs / BEATS, stop);
    }
  }

  private isFree(value: string | undefined, silentMs: number): boolean {
    if (value === undefined || silentMs >= this.deps.leaseMs) return true;
    const { owner } = decoded(value);
    // One of our own is one whose reply was lost when it was taken.
    return owner === null || owner === this.deps.owner;
  }

  /** Answers whether it is wanted again at once: after its work failed, others may try first. */
  private async takeAndWork(name: string, value: string | undefined, work: LeasedWork): Promise<boolean> {
    const { clock, models, owner, log } = this.deps;
    const fence = (value === undefined ? 0 : decoded(value).fence) + 1;
    const held: Held = { owner, fence, beat: 0 };
    const takenAtMs = clock.monotonicMs();
    if (!(await models.setValue(keyOf(name), encoded(held), value))) return true;
    log.info('lease taken', { lease: name, fence });
    this.#held.add(name);
    const lost = new AbortController();
    const signal = AbortSignal.any([lost.signal, this.#stop.signal]);
    let hasFailed = false;
    const working = work({ fence: BigInt(fence), signal, giveUp: () => lost.abort() }).catch(
      (error: unknown) => {
        hasFailed = true;
        log.error('work under a lease failed', { lease: name, fence, trouble: String(error) });
        lost.abort();
      },
    );
    await this.renewWhileHeld(name, held, takenAtMs, signal);
    lost.abort();
    this.#held.delete(name);
    await working;
    if (hasFailed || this.#stop.signal.aborted) await this.giveBack(name, fence);
    else log.warn('lease lost', { lease: name, fence });
    return !hasFailed;
  }

  /** Ends once the lease is lost, is doubtful, or the instance stops; a renewal may be under way then. */
  private async renewWhileHeld(
    name: string,
    taken: Held,
    takenAtMs: number,
    signal: AbortSignal,
  ): Promise<void> {
    const { leaseMs, clock } = this.deps;
    const doubtfulMs = leaseMs * OWNER_GIVES_UP_AFTER;
    let held = taken;
    let shownAtMs = takenAtMs;
    while (clock.monotonicMs() - shownAtMs <= doubtfulMs) {
      await this.sleep(leaseMs / BEATS, signal);
      if (signal.aborted) return;
      const next = { ...held, beat: held.beat + 1 };
      const askedAtMs = clock.monotonicMs();
      const answer = await Promise.race([
        this.replaced(name, held, next),
        this.sleep(Math.max(shownAtMs + doubtfulMs - askedAtMs, 0), signal).then(() => 'late' as const),
      ]);
      if (answer === 'lost' || answer === 'late') return;
      if (answer === 'kept') [held, shownAtMs] = [next, askedAtMs];
    }
  }

  /** A reply that was lost may have been a success. */
  private async replaced(name: string, held: Held, next: Held): Promise<'kept' | 'lost' | 'unknown'> {
    try {
      if (await this.deps.models.setValue(keyOf(name), encoded(next), encoded(held))) return 'kept';
      return (await this.deps.models.getValue(keyOf(name))) === encoded(next) ? 'kept' : 'lost';
    } catch {
      return 'unknown';
    }
  }

  /** A renewal that is under way, or whose reply was lost, may be written at any moment until it is given back. */
  private async giveBack(name: string, fence: number): Promise<void> {
    const { models, owner, log } = this.deps;
    try {
      let value = await models.getValue(keyOf(name));
      while (value !== undefined && isHeldBy(owner, fence, value)) {
        const free = encoded({ ...decoded(value), owner: null });
        if (await models.setValue(keyOf(name), free, value)) return;
        value = await models.getValue(keyOf(name));
      }
      log.warn('lease not given back: another instance has it', { lease: name, fence });
    } catch (error) {
      log.warn('lease not given back: it runs out', { lease: name, trouble: String(error) });
    }
  }

  private sleep(ms: number, signal: AbortSignal): Promise<void> {
    return this.deps.clock.sleep(ms, signal);
  }
}

const keyOf = (name: string): string => `lease:${name}`;
const encoded = ({ owner, fence, beat }: Held): string => JSON.stringify({ owner, fence, beat });
const decoded = (value: string): Held => JSON.parse(value) as Held;

function isHeldBy(owner: string, fence: number, value: string): boolean {
  const held = decoded(value);
  return held.owner === owner && held.fence === fence;
}

export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

import { LRUCache } from 'lru-cache';
import { LIMITS } from './limits.js';
import type { CommandReceipt } from './outcome.js';

/** How far memory is trusted: another instance may have appended since. */
export interface Memory {
  /** Then a state that is only looked at is read on from where it was: there is no append that would meet a conflict. */
  readonly mayBeStale: boolean;
  /** After so long, a stream is forgotten, and what it knew of persons with it; 0 is never. */
  readonly keptMs: number;
}

/** Nobody else appends to this log. */
export const ALONE: Memory = { mayBeStale: false, keptMs: 0 };
export const AMONG_OTHERS: Memory = { mayBeStale: true, keptMs: LIMITS.rememberedMs };

/** A stream as it was last seen: its state, where it ends, and which commands it has taken. */
export interface Remembered<State> {
  readonly state: State;
  readonly at: CommandReceipt;
  readonly commands: Map<string, CommandReceipt>;
}

/** The streams that commands were run on last. */
export class RememberedStreams {
  readonly #streams: LRUCache<string, Remembered<unknown>>;

  constructor(private readonly memory: Memory) {
    this.#streams = new LRUCache({ max: LIMITS.rememberedStreams, ttl: memory.keptMs });
  }

  get mayBeStale(): boolean {
    return this.memory.mayBeStale;
  }

  recall<State>(stream: string): Remembered<State> | undefined {
    // What was stored under this stream was made for the same aggregate type.
    return this.#streams.get(stream) as Remembered<State> | undefined;
  }

  /** A read that was overtaken by an append is not kept. */
  keep(stream: string, remembered: Remembered<unknown>): void {
    const newest = this.#streams.peek(stream);
    if (newest === undefined || newest.at.revision <= remembered.at.revision)
      this.#streams.set(stream, remembered);
  }

  /** After a failed append: it may have been written, or another one was. */
  forget(stream: string): void {
    this.#streams.delete(stream);
  }

  forgetAll(): void {
    this.#streams.clear();
  }

  /** Then it is there already. */
  has(stream: string): boolean {
    return this.#streams.has(stream);
  }
}

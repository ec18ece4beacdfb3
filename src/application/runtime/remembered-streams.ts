import { LRUCache } from 'lru-cache';
import type { EventStore, Position } from '../ports/event-store.js';
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

/** No position lies after it. */
const NEVER_AFTER: Position = 2n ** 64n;

/** The streams that commands were run on last, and where the log ended when they did. */
export class RememberedStreams {
  readonly #streams: LRUCache<string, Remembered<unknown>>;
  /** An append to them failed, and may have been written. */
  readonly #inDoubt = new Set<string>();
  /** They were too many to name. From then on any may be one of them: a lost append may arrive however late. */
  #isAnyInDoubt = false;
  #end: Promise<Position> | undefined;
  #reached: Position = 0n;

  constructor(
    private readonly memory: Memory,
    private readonly store: Pick<EventStore, 'isExclusive' | 'endPosition'>,
  ) {
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
    this.#inDoubt.delete(stream);
    if (remembered.at.position > this.#reached) this.#reached = remembered.at.position;
  }

  /** After a failed append: it may have been written, or another one was. */
  forget(stream: string, { mayBeWritten }: { readonly mayBeWritten: boolean }): void {
    this.#streams.delete(stream);
    if (!mayBeWritten || this.#isAnyInDoubt) return;
    this.#inDoubt.add(stream);
    if (this.#inDoubt.size <= LIMITS.streamsInDoubt) return;
    this.#isAnyInDoubt = true;
    this.#inDoubt.clear();
  }

  forgetAll(): void {
    this.#streams.clear();
  }

  /** Whether this program has had to do with the stream, as far as it can tell: that has to be looked at. */
  mayExist(stream: string): boolean {
    return this.#isAnyInDoubt || this.#inDoubt.has(stream) || this.#streams.has(stream);
  }

  /**
   * What is appended from now on, without a conflict and to a stream that {@link mayExist} says no of, lies after this when it
   * was written just now. Where others append that cannot be told, and nothing does: they, or a process that was killed, may have
   * appended the same command a moment ago, and decided it otherwise.
   */
  async highestPositionSeen(): Promise<Position> {
    if (!this.store.isExclusive) return NEVER_AFTER;
    this.#end ??= this.store.endPosition();
    try {
      const end = await this.#end;
      return end > this.#reached ? end : this.#reached;
    } catch (error) {
      this.#end = undefined;
      throw error;
    }
  }
}

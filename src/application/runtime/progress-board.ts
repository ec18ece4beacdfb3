import type { Clock } from '../ports/clock.js';
import type { Position } from '../ports/event-store.js';
import type { Log } from '../ports/log.js';
import type { ReadModels } from '../ports/read-models.js';

export interface ProgressBoardDeps {
  readonly models: Pick<ReadModels, 'getValue' | 'setValue'>;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly log: Log;
  /** Ends the telling and the looking. */
  readonly signal: AbortSignal;
}

type Positions = ReadonlyMap<string, Position>;

const KEY = 'progress';
/** Positions are told at most so often, and looked at as often while somebody waits. */
const EVERY_MS = 50;
/** Otherwise so often, for those who look at how it goes. */
const SELDOM_MS = 1_000;

/**
 * How far the collections of read models have come, for instances that do not drive them: whoever does tells it after each batch, and
 * the others look. One named value for all. What is told is in the documents already, and the newest of two tellings stands, so
 * it does no harm when an owner tells it that was replaced.
 */
export class ProgressBoard {
  readonly #told = new Map<string, Position>();
  #stored: string | undefined;
  #isTelling = false;
  #wake: () => void = () => undefined;

  constructor(private readonly deps: ProgressBoardDeps) {}

  /** Never rejects, never waits: positions that come meanwhile go together. */
  tell(collection: string, position: Position): void {
    this.#told.set(collection, position);
    if (this.#isTelling) return;
    this.#isTelling = true;
    void this.store();
  }

  /** Looks until it ends, often while `isAwaited` says so, and hands over what is there. */
  async watch(isAwaited: () => boolean, look: (positions: Positions) => void): Promise<void> {
    const { signal } = this.deps;
    let woken = new AbortController();
    this.#wake = () => woken.abort();
    signal.addEventListener('abort', this.#wake, { once: true });
    while (!signal.aborted) {
      try {
        look(decoded(await this.deps.models.getValue(KEY)));
      } catch (error) {
        this.deps.log.warn('progress of read models not reached', { trouble: String(error) });
      }
      await this.deps.clock.sleep(isAwaited() ? EVERY_MS : SELDOM_MS, woken.signal);
      if (woken.signal.aborted) woken = new AbortController();
    }
  }

  /** Somebody began to wait. */
  wake(): void {
    this.#wake();
  }

  private async store(): Promise<void> {
    while (this.#told.size > 0 && !this.deps.signal.aborted) {
      const told = new Map(this.#told);
      this.#told.clear();
      try {
        await this.merge(told);
      } catch (error) {
        // What came meanwhile is newer.
        const since = new Map(this.#told);
        for (const [collection, position] of [...told, ...since]) this.#told.set(collection, position);
        this.deps.log.warn('progress of read models not told yet', { trouble: String(error) });
      }
      await this.deps.clock.sleep(EVERY_MS, this.deps.signal);
    }
    // At once with the last look: whoever tells something after it begins anew.
    this.#isTelling = false;
  }

  private async merge(told: Positions): Promise<void> {
    for (;;) {
      const positions = new Map(decoded(this.#stored));
      for (const [collection, position] of told)
        if (position > (positions.get(collection) ?? -1n)) positions.set(collection, position);
      const next = encoded(positions);
      if (next === this.#stored || (await this.deps.models.setValue(KEY, next, this.#stored))) {
        this.#stored = next;
        return;
      }
      this.#stored = await this.deps.models.getValue(KEY);
    }
  }
}

const encoded = (positions: Positions): string =>
  JSON.stringify(Object.fromEntries([...positions].map(([collection, at]) => [collection, String(at)])));

const decoded = (value: string | undefined): Positions =>
  new Map(
    Object.entries(JSON.parse(value ?? '{}') as Record<string, string>).map(([collection, at]) => [
      collection,
      BigInt(at),
    ]),
  );

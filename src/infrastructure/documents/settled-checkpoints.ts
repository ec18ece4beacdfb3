import type { Position } from '../../application/ports/event-store.js';

/** A server that is killed may forget what it acknowledged in its last second: five times that has settled. */
const SETTLES_AFTER_MS = 5_000;

interface Written {
  readonly atMs: number;
  readonly position: Position | undefined;
}

/**
 * What this program wrote to checkpoints of late. A server that forgets its newest writes does not forget them in order: a
 * checkpoint may have stayed whose documents are gone (seen). So after a loss one goes on from the last checkpoint that was
 * old enough to have settled; documents that have the events since then pass them over.
 */
export class SettledCheckpoints {
  readonly #written = new Map<string, Written[]>();

  /** What was stored when it was read for the first time; later readings tell nothing new. */
  found(name: string, position: Position | undefined): void {
    if (!this.#written.has(name)) this.#written.set(name, [{ atMs: -Infinity, position }]);
  }

  wrote(name: string, position: Position, atMs: number): void {
    const written = this.#written.get(name) ?? [];
    this.#written.set(name, [...fromLastSettled(written, atMs), { atMs, position }]);
  }

  /** The last one that had settled by then; `undefined` is the beginning of the log. */
  settledBy(name: string, atMs: number): Position | undefined {
    return fromLastSettled(this.#written.get(name) ?? [], atMs)[0]?.position;
  }

  /** What was written after it is as if it had not been. */
  goBackTo(name: string, position: Position | undefined): void {
    this.#written.set(name, [{ atMs: -Infinity, position }]);
  }
}

/** Without those that a later one has settled after. */
function fromLastSettled(written: readonly Written[], atMs: number): readonly Written[] {
  const settled = written.findLastIndex((entry) => entry.atMs <= atMs - SETTLES_AFTER_MS);
  return settled > 0 ? written.slice(settled) : written;
}

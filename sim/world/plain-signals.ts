/**
 * A signal as the program uses one, and no more. To V8, each of Node's is of a kind of its own: making one takes long, and it outlives
 * several looks for garbage, with the whole world that listens to it. One that follows others lives until it aborts, and those of an
 * instance that was killed never do.
 */
export class PlainSignal {
  aborted = false;
  reason: unknown = undefined;
  readonly #listeners = new Set<() => void>();

  static any(signals: Iterable<PlainSignal>): PlainSignal {
    const following = new PlainSignal();
    for (const signal of signals)
      if (signal.aborted) following.abort(signal.reason);
      else signal.addEventListener('abort', () => following.abort(signal.reason));
    return following;
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (!this.aborted) this.#listeners.add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners.delete(listener);
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}

export class PlainController {
  readonly signal = new PlainSignal();

  abort(reason: unknown = ABORTED): void {
    this.signal.abort(reason);
  }
}

/** One for all: each would note where it was made, and nobody asks. */
const ABORTED = new DOMException('This operation was aborted', 'AbortError');

/** For this whole process. */
export function usePlainSignals(): void {
  Object.assign(globalThis, { AbortController: PlainController, AbortSignal: PlainSignal });
}

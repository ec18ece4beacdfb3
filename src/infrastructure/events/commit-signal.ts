/** Tells the subscriptions that something was committed. */
export class CommitSignal {
  #commits = 0;
  readonly #waiting = new Set<() => void>();

  /** Take it before reading: a commit that falls between reading and waiting is then not slept through. */
  get commits(): number {
    return this.#commits;
  }

  raise(): void {
    this.#commits += 1;
    const woken = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of woken) wake();
  }

  /** Resolves when there were commits after the `seen`th, or when `signal` aborts. */
  async commitAfter(seen: number, signal: AbortSignal): Promise<void> {
    if (this.#commits !== seen || signal.aborted) return;
    let wake = (): void => undefined;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    this.#waiting.add(wake);
    signal.addEventListener('abort', wake, { once: true });
    await woken;
    this.#waiting.delete(wake);
    signal.removeEventListener('abort', wake);
  }
}

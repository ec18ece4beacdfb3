/** Closed, it holds everybody who wants to do something new. */
export class Gate {
  #opening: (() => void) | undefined;
  #opened: Promise<void> = Promise.resolve();
  #underWay = 0;
  #whenQuiet: (() => void) | undefined;

  close(): void {
    if (this.#opening === undefined) this.#opened = new Promise((resolve) => (this.#opening = resolve));
  }

  open(): void {
    this.#opening?.();
    this.#opening = undefined;
  }

  /** Begins it once the gate is open, and counts it as under way until it is done. */
  async pass<Result>(work: () => Promise<Result>): Promise<Result> {
    while (this.#opening !== undefined) await this.#opened;
    this.#underWay += 1;
    try {
      return await work();
    } finally {
      this.#underWay -= 1;
      if (this.#underWay === 0) this.#whenQuiet?.();
    }
  }

  /** Resolves when nothing is under way. */
  quiet(): Promise<void> {
    if (this.#underWay === 0) return Promise.resolve();
    return new Promise((resolve) => (this.#whenQuiet = resolve));
  }
}

import { createHash, type Hash } from 'node:crypto';

/** What happened, line by line. The same seed gives the same lines, and so the same digest. */
export class Trace {
  readonly #digest: Hash = createHash('sha256');
  readonly #lines: string[] | undefined;

  constructor(
    private readonly elapsedMs: () => number,
    keepsLines: boolean,
  ) {
    this.#lines = keepsLines ? [] : undefined;
  }

  tell(who: string, what: string): void {
    const line = `${(this.elapsedMs() / 1000).toFixed(3).padStart(12)}  ${who.padEnd(12)} ${what}`;
    this.#digest.update(line);
    this.#digest.update('\n');
    this.#lines?.push(line);
  }

  get lines(): readonly string[] {
    return this.#lines ?? [];
  }

  digest(): string {
    return this.#digest.copy().digest('hex').slice(0, 16);
  }
}

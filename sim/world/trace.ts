import { createHash } from 'node:crypto';
import { Names } from './names.js';

/**
 * What happened, line by line. The same seed gives the same lines, and so the same digest. Who reads them is told more: names instead of
 * ids, and what matters of each thing.
 */
export class Trace {
  readonly #told: string[] = [];
  readonly #lines: string[] | undefined;
  readonly #names = new Names();

  constructor(
    private readonly elapsedMs: () => number,
    keepsLines: boolean,
    private readonly onLine: (line: string) => void = () => undefined,
  ) {
    this.#lines = keepsLines ? [] : undefined;
  }

  /** @param more for readers only: asked for where lines are kept */
  tell(who: string, what: string, more?: () => string): void {
    const at = (this.elapsedMs() / 1000).toFixed(3).padStart(12);
    this.#told.push(`${at} ${who} ${what}\n`);
    if (this.#lines === undefined) return;
    const told = more === undefined ? what : `${what}  ${more()}`;
    const line = `${at}  ${who.padEnd(12)} ${this.named(told)}`;
    this.#lines.push(line);
    this.onLine(line);
  }

  get lines(): readonly string[] {
    return this.#lines ?? [];
  }

  /** With names for ids, where lines are kept. */
  named(text: string): string {
    return this.#lines === undefined ? text : this.#names.in(text);
  }

  digest(): string {
    return createHash('sha256').update(this.#told.join('')).digest('hex').slice(0, 16);
  }
}

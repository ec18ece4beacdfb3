import { performance } from 'node:perf_hooks';
import type { JsonObject } from '../../application/ports/event-store.js';

const REWRITE_EVERY_MS = 200;
const LINE_EVERY_MS = 5_000;

/** What a command says: to people, or, with `--json`, to a program as one object a line. */
export interface Output {
  /** What came of it; on the standard output. */
  result(words: readonly string[], fields: Fields): void;
  /** On the standard error output, like everything but the result. */
  problem(words: string, fields: Fields): void;
  /** How far it is; as often as it pleases, told now and then. */
  progress(words: () => string, fields: () => Fields): void;
  warn(message: string): void;
}

/** Names in snake case, as over HTTP; positions as text, since they may be beyond 2^53. */
export type Fields = JsonObject;

export const outputOf = (json: boolean): Output => (json ? new JsonOutput() : new WordsOutput());

class WordsOutput implements Output {
  /** On a terminal one line is written over and over; in a file, lines follow each other. */
  readonly #rewrites = process.stderr.isTTY;
  readonly #due = dueEvery(this.#rewrites ? REWRITE_EVERY_MS : LINE_EVERY_MS);
  #hasOpenLine = false;

  result(words: readonly string[]): void {
    this.#closeLine();
    process.stdout.write(`${words.join('\n')}\n`);
  }

  problem(words: string): void {
    this.#closeLine();
    process.stderr.write(`${words}\n`);
  }

  warn(message: string): void {
    this.problem(message);
  }

  progress(words: () => string): void {
    if (!this.#due()) return;
    process.stderr.write(this.#rewrites ? `\r\u001b[K${words()}` : `${words()}\n`);
    this.#hasOpenLine = this.#rewrites;
  }

  #closeLine(): void {
    if (this.#hasOpenLine) process.stderr.write('\n');
    this.#hasOpenLine = false;
  }
}

class JsonOutput implements Output {
  readonly #due = dueEvery(LINE_EVERY_MS);

  result(_: readonly string[], fields: Fields): void {
    process.stdout.write(`${JSON.stringify(fields)}\n`);
  }

  problem(words: string, fields: Fields): void {
    process.stderr.write(`${JSON.stringify({ ...fields, detail: words })}\n`);
  }

  warn(message: string): void {
    process.stderr.write(`${JSON.stringify({ outcome: 'warning', detail: message })}\n`);
  }

  progress(_: () => string, fields: () => Fields): void {
    if (this.#due()) process.stderr.write(`${JSON.stringify({ outcome: 'progress', ...fields() })}\n`);
  }
}

function dueEvery(ms: number): () => boolean {
  let nextAtMs = performance.now() + ms;
  return () => {
    const nowMs = performance.now();
    if (nowMs < nextAtMs) return false;
    nextAtMs = nowMs + ms;
    return true;
  };
}

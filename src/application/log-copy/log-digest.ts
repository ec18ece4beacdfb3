import { createHash } from 'node:crypto';
import type { RecordedEvent } from '../ports/event-store.js';

/**
 * What of an event must be the same in a copy of the log, as one line of JSON: stream, revision, id, type, data and metadata.
 * Not its position, which is a place in one log, and not when it was recorded, which a store says by itself.
 */
export const contentOf = ({ stream, revision, id, type, data, metadata }: RecordedEvent): string =>
  JSON.stringify([stream, revision.toString(), id, type, data, metadata]);

/** SHA-256 over the content of events, in the order of the log, a line feed after each. */
export class LogDigest {
  readonly #hash = createHash('sha256');

  add(content: string): void {
    this.#hash.update(content).update('\n');
  }

  /** In hexadecimal. Nothing can be added afterwards. */
  end(): string {
    return this.#hash.digest('hex');
  }
}

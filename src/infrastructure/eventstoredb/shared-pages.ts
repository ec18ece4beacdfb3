import { LRUCache } from 'lru-cache';
import type { Position } from '../../application/ports/event-store.js';
import type { Connection } from './connection.js';
import { type LogPage, readLogAfter } from './reading.js';

/** Those who follow the log are seldom further apart than that. */
const PAGES_KEPT = 8;

/**
 * Pages of the log for all that follow it: read, and made into events, once for everybody who comes by. A page that had as
 * much as was asked for never changes; one at the end of the log is shared while it is read.
 */
export class SharedPages {
  readonly #pages = new LRUCache<string, Promise<LogPage>>({ max: PAGES_KEPT });

  constructor(private readonly connection: Connection) {}

  read(after: Position, limit: number): Promise<LogPage> {
    const key = `${String(after)}:${String(limit)}`;
    const known = this.#pages.get(key);
    if (known !== undefined) return known;
    const forget = () => this.#pages.delete(key);
    const page = readLogAfter(this.connection, after, limit);
    this.#pages.set(key, page);
    page.then(({ upTo }) => upTo === undefined && forget(), forget);
    return page;
  }
}

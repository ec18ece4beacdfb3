import type { OrderId } from '../../../domain/ids.js';
import { pagesOf } from '../../log-copy/compare-logs.js';
import type { Patience } from '../../log-copy/patience.js';
import type { EventStore, Position } from '../../ports/event-store.js';
import { auditTrail } from '../../projections/audit-trail.js';
import type { ReadModelReader } from '../../runtime/read-model-reader.js';

/**
 * The streams with an event that names the order, up to a position: cases and webhooks have names that do not follow from the order.
 */
export type FindStreamsNaming = (orderId: OrderId, upTo: Position) => Promise<ReadonlySet<string>>;

export interface NamedInLog extends Patience {
  readonly store: EventStore;
  /** Told how far the log was read, page by page. */
  readonly progress: (far: { readonly events: number; readonly position: Position }) => void;
}

/** Without read models: all of the log is looked at, and nothing of it is decoded. */
export const namedInLog =
  ({ store, progress, ...patience }: NamedInLog): FindStreamsNaming =>
  async (orderId, upTo) => {
    const streams = new Set<string>();
    let events = 0;
    for await (const page of pagesOf(store, patience)) {
      for (const { data, stream } of page) if (data.orderId === orderId) streams.add(stream);
      events += page.length;
      const position = page.at(-1)?.position ?? upTo;
      progress({ events, position });
      if (position >= upTo) break;
    }
    return streams;
  };

/** By the audit trail, once that has everything up to the position. */
export const namedInAuditTrail =
  (reader: Pick<ReadModelReader, 'all'>): FindStreamsNaming =>
  async (orderId, upTo) => {
    const streams = new Set<string>();
    for await (const { stream } of reader.all(auditTrail, { filter: { orderId } }, upTo)) streams.add(stream);
    return streams;
  };

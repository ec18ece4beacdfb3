import type { DomainEvent } from '../event.js';
import { type Decision, reject } from '../rejection.js';
import type { Instant } from '../time.js';

/** Documents are made anew from the log, as somebody of the staff wants it: such as were set aside, or others. */
export type DocumentsRetried = DomainEvent<
  'DocumentsRetried',
  {
    readonly readModel: string;
    /** Ids of documents. */
    readonly keys: readonly string[];
    readonly retriedAt: Instant;
  }
>;

/** An event that could not be applied is left out of the document, which goes on without it. Why, the metadata says. */
export type DocumentEventSkipped = DomainEvent<
  'DocumentEventSkipped',
  {
    readonly readModel: string;
    readonly key: string;
    /** Of the event that is left out. */
    readonly eventId: string;
    readonly eventType: string;
    readonly skippedAt: Instant;
  }
>;

export type ReadModelEvent = DocumentsRetried | DocumentEventSkipped;

/** The record of what staff did about what read models show. */
export interface ReadModelMending {
  readonly recorded: number;
}

export const initialReadModelMending: ReadModelMending = { recorded: 0 };

export const evolveReadModelMending = (
  { recorded }: ReadModelMending,
  _event: ReadModelEvent,
): ReadModelMending => ({ recorded: recorded + 1 });

export interface RetryDocuments {
  readonly readModel: string;
  /** Those that are set aside, of what is to be retried. */
  readonly keys: readonly string[];
  readonly now: Instant;
}

export const retryDocuments = (
  _mending: ReadModelMending,
  { readModel, keys, now }: RetryDocuments,
): Decision<ReadModelEvent> =>
  keys.length === 0
    ? reject('not_set_aside', `nothing of this is set aside in ${readModel}`)
    : [{ type: 'DocumentsRetried', data: { readModel, keys, retriedAt: now } }];

export interface RebuildDocuments {
  readonly readModel: string;
  /** Ids of documents. */
  readonly keys: readonly string[];
  /** So many at once: for more, the whole read model is built anew. */
  readonly most: number;
  readonly now: Instant;
}

export function rebuildDocuments(
  _mending: ReadModelMending,
  { readModel, keys, most, now }: RebuildDocuments,
): Decision<ReadModelEvent> {
  if (keys.length === 0) return reject('no_documents', `no document of ${readModel} is meant`);
  if (keys.length > most)
    return reject('too_many_documents', `more than ${String(most)} documents of ${readModel} are meant`);
  return [{ type: 'DocumentsRetried', data: { readModel, keys, retriedAt: now } }];
}

export interface SkipEvent {
  readonly readModel: string;
  readonly key: string;
  /** What the document is set aside for; `undefined` where it is not. */
  readonly event: { readonly id: string; readonly type: string } | undefined;
  readonly now: Instant;
}

export const skipEvent = (
  _mending: ReadModelMending,
  { readModel, key, event, now }: SkipEvent,
): Decision<ReadModelEvent> =>
  event === undefined
    ? reject('not_set_aside', `the document is not set aside in ${readModel}`)
    : [
        {
          type: 'DocumentEventSkipped',
          data: { readModel, key, eventId: event.id, eventType: event.type, skippedAt: now },
        },
      ];

import type { DomainEvent } from '../../domain/event.js';
import type { Position, Revision } from '../ports/event-store.js';
import type { EventMetadata } from './metadata.js';

/** A domain event as it was read from the log: upcast to today's version, with personal data in plain text. */
export type DecodedEvent<E extends DomainEvent = DomainEvent> = E & {
  readonly id: string;
  readonly stream: string;
  readonly revision: Revision;
  readonly position: Position;
  /** When the store recorded it (ISO 8601, UTC); the domain's own instants are in `data` and `metadata.at`. */
  readonly recordedAt: string;
  readonly metadata: EventMetadata;
};

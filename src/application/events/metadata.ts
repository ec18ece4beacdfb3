import type { Instant } from '../../domain/time.js';

/** In which role somebody acts; `system` is the program itself. */
export type Role = 'fan' | 'creator' | 'finance' | 'support' | 'admin' | 'system';

/** Who caused an event. Type aliases, not interfaces, so that they are assignable to JSON. */
export type Actor = {
  readonly role: Role;
  /** Opaque: `fan_…`, `cre_…`, the subject of a staff token, or the name of a part of the system. */
  readonly id: string;
};

/** The way in: over HTTP, from the payment provider, by a process (`process:refund`), or because time passed. */
export type EventSource = 'rest' | 'cli' | 'webhook' | 'deadline' | `process:${string}`;

/**
 * Why and by whom an event came to be, for the audit trail. It is never encrypted and never erased, so it holds
 * ids only, no personal data. The `$` names are EventStoreDB's, whose tools follow them.
 */
export type EventMetadata = {
  /** The version of the event's data. */
  readonly schema: number;
  /** Shared by everything that one request or one webhook set in motion. */
  readonly $correlationId: string;
  /** The id of the event or command that led to this one directly. */
  readonly $causationId: string;
  readonly commandId: string;
  readonly actor: Actor;
  readonly source: EventSource;
  /** Why staff stepped in; never about a person. */
  readonly reason?: string;
  /** The instant at which the command was decided. */
  readonly at: Instant;
};

/** What the caller knows about the events of one command; the codec adds the rest. */
export type EventContext = Omit<EventMetadata, 'schema'>;

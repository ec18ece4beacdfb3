import type { Actor, EventSource } from './events/metadata.js';

/** Who wants a command, where it came from, and what it belongs to: every event of it carries this. */
export interface CommandContext {
  /** A UUID. The same id is the same command: run again, it changes nothing and answers as the first time. */
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly actor: Actor;
  readonly source: EventSource;
  /** Why staff stepped in; ids and plain words, never personal data. */
  readonly reason?: string;
  /** From `If-Match`: the revision that the caller has seen. */
  readonly expectedRevision?: bigint;
}

import type { RecordedEvent } from '../ports/event-store.js';

/** An event that this release cannot read. Skipping it would falsify every state built from the log. */
export class UnknownEventError extends Error {
  override readonly name = 'UnknownEventError';
  constructor(
    readonly event: RecordedEvent,
    problem: string,
  ) {
    const { type, metadata } = event;
    super(`cannot read ${type} version ${JSON.stringify(metadata.schema)} (${placeOf(event)}): ${problem}`);
  }
}

/** A personal field was changed after it was written, or moved here from another event or field. */
export class EventTamperedError extends Error {
  override readonly name = 'EventTamperedError';
  constructor(
    readonly event: RecordedEvent,
    readonly field: string,
  ) {
    super(
      `the encrypted field ${field} of ${event.type} is not what was written (${placeOf(event)}): ` +
        'compare the log with a backup before going on',
    );
  }
}

/** Data that would not come back from JSON as it went in: a fault in the code that made the event. */
export class UnstorableEventError extends Error {
  override readonly name = 'UnstorableEventError';
}

/** The tables of events contradict themselves: a fault of this release, found at start. */
export class IncompleteRegistryError extends Error {
  override readonly name = 'IncompleteRegistryError';
}

const placeOf = ({ id, stream, position }: RecordedEvent): string =>
  `event ${id} in stream ${stream} at position ${String(position)}`;

import { leftSealed } from '../events/personal-field.js';
import type { Json, JsonObject, RecordedEvent } from '../ports/event-store.js';
import {
  type Columns,
  instantColumn,
  positionColumn,
  type RowOf,
  text,
  wholeNumber,
} from '../reports/table.js';

/** An event as it was written, for analysts. */
export const EVENT_COLUMNS = {
  position: positionColumn('where it is in the log'),
  recorded_at: instantColumn('when the store recorded it'),
  stream: text('what it is about: a category, and an id behind the first hyphen'),
  revision: positionColumn('where it is in its stream, from 0'),
  id: text('its UUID'),
  type: text('what has happened'),
  version: wholeNumber('of the shape of its data', 'versions'),
  decided_at: instantColumn('when it was decided, by the time of the product'),
  actor_role: text('who caused it: fan, creator, finance, support, admin, or system'),
  actor_id: text('their id, or the part of the program'),
  source: text('the way in: rest, cli, webhook, deadline, or a process'),
  reason: text('why staff stepped in'),
  correlation_id: text('shared by all that one request set in motion'),
  causation_id: text('of the event or command that led to it'),
  data: text('what it says, as JSON; its schema is beside the files'),
} as const satisfies Columns;

/**
 * Not even what is encrypted is in it: exported files outlive the keys of persons. Versions and people are told by the metadata, which other programs may have written: what is not there is null.
 */
export function eventRow(event: RecordedEvent): RowOf<typeof EVENT_COLUMNS> {
  const { metadata } = event;
  const actor = (metadata['actor'] ?? {}) as JsonObject;
  const version = versionOf(event);
  return {
    ...{ position: event.position, recorded_at: event.recordedAt, stream: event.stream },
    ...{ revision: event.revision, id: event.id, type: event.type },
    version: version === undefined ? null : BigInt(version),
    decided_at: textOrNull(metadata['at']),
    actor_role: textOrNull(actor['role']),
    actor_id: textOrNull(actor['id']),
    source: textOrNull(metadata['source']),
    reason: textOrNull(metadata['reason']),
    correlation_id: textOrNull(metadata['$correlationId']),
    causation_id: textOrNull(metadata['$causationId']),
    data: JSON.stringify(leftSealed(event.data)),
  };
}

/** The version of its data; `undefined` where nobody says so. */
export function versionOf({ metadata }: RecordedEvent): number | undefined {
  const { schema } = metadata;
  return Number.isSafeInteger(schema) ? (schema as number) : undefined;
}

const textOrNull = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);

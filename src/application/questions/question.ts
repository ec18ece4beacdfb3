import { isKnownType } from '../events/event-registry.js';
import type { JsonObject } from '../ports/event-store.js';
import type { Handlers, Projection } from '../projections/projection.js';
import type { Columns } from '../reports/table.js';

/**
 * What an analyst asks of the log, as `question` in a file of its own: a read model without a name, and how its documents become the rows
 * of a table. What is personal in events stays sealed.
 */
export interface Question<Doc extends JsonObject = JsonObject> {
  readonly title: string;
  readonly handles: Handlers<Doc>;
  /** Where they are left out, what the documents have. The id of a document is in `id`. */
  readonly columns?: Columns;
}

/** What a file exports is no question. */
export class NoQuestionError extends Error {
  override readonly name = 'NoQuestionError';
}

/** What handles every event has this instead of a name. */
const ANY_EVENT = '*';

/** @throws NoQuestionError */
export function questionIn(exported: unknown): Question {
  if (typeof exported !== 'object' || exported === null)
    throw new NoQuestionError('it must export a question: an object with title and handles');
  const { title, handles, columns } = exported as Partial<Record<keyof Question, unknown>>;
  if (typeof title !== 'string') throw new NoQuestionError('its title must be text');
  if (typeof handles !== 'object' || handles === null) throw new NoQuestionError('it has no handles');
  for (const [type, handler] of Object.entries(handles)) requireHandler(type, handler);
  if (columns !== undefined && (typeof columns !== 'object' || columns === null))
    throw new NoQuestionError('its columns must be an object');
  return exported as Question;
}

function requireHandler(type: string, handler: unknown): void {
  // A name that no event has would answer nothing, as if nothing had happened.
  if (type !== ANY_EVENT && !isKnownType(type))
    throw new NoQuestionError(`there are no events ${type}: docs/product.md has their names`);
  const { ids, apply } = (handler ?? {}) as Partial<Record<'ids' | 'apply', unknown>>;
  if (typeof ids !== 'function' || typeof apply !== 'function')
    throw new NoQuestionError(`its handler of ${type} must have the functions ids and apply`);
}

/** Where its documents are while it is answered. */
export const QUESTION_COLLECTION = 'question_v1';

export const projectionOf = ({ handles }: Question): Projection => ({
  ...{ name: 'question', version: 1, onFailure: 'stop', indexes: [], handles },
});

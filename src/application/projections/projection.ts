import type { EventOf, EventType, ShoutoutsEvent } from '../../domain/all-events.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { JsonObject } from '../ports/event-store.js';
import type { IndexSpec } from '../ports/read-models.js';

/**
 * How one kind of event changes the documents that it concerns. Pure: the same input, the same document. (Methods,
 * since TypeScript compares these loosely enough for handlers of different documents to stand in one list.)
 */
export interface Handler<Doc extends JsonObject, Event extends ShoutoutsEvent> {
  ids(event: DecodedEvent<Event>): readonly string[];
  /** The document as it is after the event; `null`: there is none. */
  apply(doc: Doc | undefined, event: DecodedEvent<Event>, id: string): Doc | null;
}

export type Handlers<Doc extends JsonObject> = {
  readonly [Type in EventType]?: Handler<Doc, EventOf<Type>>;
} & {
  /** Takes every event that has no handler of its own. */
  readonly '*'?: Handler<Doc, ShoutoutsEvent>;
};

/** A field that holds personal text, and the field that holds whose it is: one id or several. */
export interface PersonalField {
  readonly field: string;
  readonly subject: string;
}

/**
 * A read model: how it follows from the log. Raise `version` whenever a rule of it changes; it is then built anew.
 * `Doc` is a type alias: an interface is not assignable to JSON.
 */
export interface Projection<Doc extends JsonObject = JsonObject> {
  /** Lower case and `_`. */
  readonly name: string;
  readonly version: number;
  /**
   * What becomes of an event that cannot be applied. `stop`: nothing after it is applied either, so that no sum is ever of a part. `set
   * aside`: its document is, with all later events of that document, and the others go on.
   */
  readonly onFailure: 'stop' | 'set aside';
  readonly indexes: readonly IndexSpec[];
  readonly handles: Handlers<Doc>;
  /** Become `[erased]` when the person is erased; needs no handler of `PersonErased`. */
  readonly personal?: readonly PersonalField[];
}

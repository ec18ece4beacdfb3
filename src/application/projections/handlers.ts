import type { EventOf, EventType } from '../../domain/all-events.js';
import { UNDELIVERED_ENDING_TYPES, type UndeliveredEndingType } from '../../domain/order/endings.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { JsonObject } from '../ports/event-store.js';
import type { Handler } from './projection.js';

type About<Ids> = { readonly data: Ids };

/** One document per order, per quote, per creator, per person: the ids that most read models have. */
export const ofOrder = ({ data }: About<{ readonly orderId: string }>) => [data.orderId];
export const ofQuote = ({ data }: About<{ readonly quoteId: string }>) => [data.quoteId];
export const ofCreator = ({ data }: About<{ readonly creatorId: string }>) => [data.creatorId];
export const ofPerson = ({ data }: About<{ readonly personId: string }>) => [data.personId];

/**
 * The document, which must be there. The log is in order and only ever grows, so what an event is about was begun
 * before it; if not, something is broken, and the projection must stop where it can be seen.
 *
 * @throws Error
 */
export function begun<Doc extends JsonObject>(
  doc: Doc | undefined,
  { type, position }: Pick<DecodedEvent, 'type' | 'position'>,
): Doc {
  if (doc === undefined)
    throw new Error(`${type} at position ${String(position)} is about something that was never begun`);
  return doc;
}

/** Changes some fields of a document that must be there. */
export const changing = <Doc extends JsonObject, Type extends EventType>(
  ids: (event: DecodedEvent<EventOf<Type>>) => readonly string[],
  to: (event: DecodedEvent<EventOf<Type>>, doc: Doc) => Partial<NoInfer<Doc>>,
): Handler<Doc, EventOf<Type>> => ({
  ids,
  apply: (found, event) => {
    const doc = begun(found, event);
    return { ...doc, ...to(event, doc) };
  },
});

/** One handler for several kinds of events. */
export const onEach = <Doc extends JsonObject, Type extends EventType>(
  types: readonly Type[],
  handler: Handler<Doc, EventOf<Type>>,
) => Object.fromEntries(types.map((type) => [type, handler])) as Readonly<Record<Type, typeof handler>>;

/**
 * Changes the document of an order that ends without a delivery, where it is still open: a refund and a chargeback also
 * come to orders that are over.
 */
export const onUndeliveredEnding = <Doc extends JsonObject>(
  isOpen: (doc: Doc) => boolean,
  to: (event: DecodedEvent<EventOf<UndeliveredEndingType>>) => Partial<NoInfer<Doc>>,
) =>
  onEach(
    UNDELIVERED_ENDING_TYPES,
    changing<Doc, UndeliveredEndingType>(ofOrder, (event, doc) => (isOpen(doc) ? to(event) : {})),
  );

import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { Fields } from './order-opinions.js';
import { type Amount, textIn } from './order-story.js';

/** What an event may be about, in the order in which an entry names it. */
const SUBJECTS = ['orderId', 'fanId', 'creatorId', 'quoteId', 'personId', 'market', 'paymentId'];

/** Who, what, when, why and from where; about whom, and about how much. */
export function audited({
  id,
  type,
  stream,
  revision,
  position,
  recordedAt,
  metadata,
  data,
}: RecordedEvent): Fields {
  const subjects = SUBJECTS.map((field) => textIn(data, field)).filter((subject) => subject !== '');
  const subject = (prefix: string) => subjects.find((each) => each.startsWith(prefix)) ?? null;
  const amount = (data['price'] ?? data['amount'] ?? {}) as Partial<Amount>;
  return {
    ...{ eventId: id, type, stream, revision: String(revision), recordedAt, at: metadata['at'] },
    position: String(position).padStart(20, '0'),
    actorRole: (metadata['actor'] as Fields)['role'],
    actorId: (metadata['actor'] as Fields)['id'],
    source: metadata['source'],
    reason: metadata['reason'] ?? null,
    commandId: metadata['commandId'],
    correlationId: metadata['$correlationId'],
    causationId: metadata['$causationId'],
    ...{ orderId: subject('ord_'), fanId: subject('fan_') },
    ...{ creatorId: subject('cre_'), quoteId: subject('quo_') },
    subjects,
    amountMinor: amount.amountMinor ?? null,
    currency: amount.currency ?? null,
  };
}

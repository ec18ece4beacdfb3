import { paddedPosition } from './audit-trail.js';
import type { JsonObject } from '../ports/event-store.js';
import type { Projection } from './projection.js';

/** What was said in a conversation about a price: a document each, so that each can be erased. */
export type QuoteMessage = JsonObject & {
  readonly quoteId: string;
  readonly fanId: string;
  readonly creatorId: string;
  readonly by: string;
  /** Personal: of both. */
  readonly message: string;
  readonly sentAt: string;
  readonly position: string;
};

export const quoteMessages: Projection<QuoteMessage> = {
  name: 'quote_messages',
  version: 1,
  onFailure: 'set aside',
  indexes: [{ name: 'by_quote', fields: ['quoteId', 'position'] }],
  personal: [
    { field: 'message', subject: 'fanId' },
    { field: 'message', subject: 'creatorId' },
  ],
  handles: {
    QuoteAsked: {
      ids: ({ id }) => [id],
      apply: (_doc, { data: { quoteId, fanId, creatorId, message, askedAt }, position }) => ({
        quoteId,
        fanId,
        creatorId,
        by: 'fan',
        message,
        sentAt: askedAt,
        position: paddedPosition(position),
      }),
    },
    QuoteMessageSent: {
      ids: ({ id }) => [id],
      apply: (_doc, { data: { quoteId, fanId, creatorId, by, message, sentAt }, position }) => ({
        quoteId,
        fanId,
        creatorId,
        by,
        message,
        sentAt,
        position: paddedPosition(position),
      }),
    },
  },
};

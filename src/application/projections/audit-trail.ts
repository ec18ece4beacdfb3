import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { IdPrefix } from '../../domain/ids.js';
import type { JsonObject } from '../ports/event-store.js';
import type { Projection } from './projection.js';

/** One event, for whoever audits: who, what, when, why, from where, and what it belongs to. No personal data. */
export type AuditEntry = JsonObject & {
  readonly eventId: string;
  /** Padded to 20 digits, so that text order is log order. */
  readonly position: string;
  readonly stream: string;
  readonly revision: string;
  readonly type: string;
  readonly at: string;
  readonly recordedAt: string;
  readonly actorRole: string;
  readonly actorId: string;
  readonly source: string;
  readonly reason: string | null;
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  /** What is asked for most has a field of its own: an index over the list would not help the embedded read models. */
  readonly orderId: string | null;
  readonly fanId: string | null;
  readonly creatorId: string | null;
  readonly quoteId: string | null;
  /** The ids that the event names: an order, a fan, a creator, a quote, a market. */
  readonly subjects: readonly string[];
  readonly amountMinor: number | null;
  readonly currency: string | null;
};

export const paddedPosition = (position: bigint): string => position.toString().padStart(20, '0');

const SUBJECTS = ['orderId', 'fanId', 'creatorId', 'quoteId', 'personId', 'market', 'paymentId'] as const;

export const auditTrail: Projection<AuditEntry> = {
  name: 'audit_trail',
  version: 1,
  onFailure: 'stop',
  indexes: [
    { name: 'by_recorded', fields: ['recordedAt'] },
    { name: 'by_order', fields: ['orderId', 'recordedAt'] },
    { name: 'by_fan', fields: ['fanId', 'recordedAt'] },
    { name: 'by_creator', fields: ['creatorId', 'recordedAt'] },
    { name: 'by_quote', fields: ['quoteId', 'recordedAt'] },
    { name: 'by_type', fields: ['type', 'recordedAt'] },
    { name: 'by_actor', fields: ['actorId', 'recordedAt'] },
    { name: 'by_correlation', fields: ['correlationId', 'recordedAt'] },
  ],
  handles: {
    '*': {
      ids: ({ id, position }) => [`${paddedPosition(position)}-${id}`],
      apply: (_doc, { id, type, data, stream, revision, position, recordedAt, metadata }) => ({
        eventId: id,
        position: paddedPosition(position),
        stream,
        revision: revision.toString(),
        type,
        at: metadata.at,
        recordedAt,
        actorRole: metadata.actor.role,
        actorId: metadata.actor.id,
        source: metadata.source,
        reason: metadata.reason ?? null,
        commandId: metadata.commandId,
        correlationId: metadata.$correlationId,
        causationId: metadata.$causationId,
        ...namedIn(data),
        ...amountOf(data),
      }),
    },
  },
};

function namedIn(
  data: ShoutoutsEvent['data'],
): Pick<AuditEntry, 'subjects' | 'orderId' | 'fanId' | 'creatorId' | 'quoteId'> {
  const named = new Map(Object.entries(data));
  const subjects = SUBJECTS.map((name): unknown => named.get(name)).filter(
    (id): id is string => typeof id === 'string',
  );
  const subjectWith = (prefix: IdPrefix) => subjects.find((id) => id.startsWith(`${prefix}_`)) ?? null;
  return {
    subjects,
    orderId: subjectWith('ord'),
    fanId: subjectWith('fan'),
    creatorId: subjectWith('cre'),
    quoteId: subjectWith('quo'),
  };
}

function amountOf(data: ShoutoutsEvent['data']): Pick<AuditEntry, 'amountMinor' | 'currency'> {
  const amount = 'price' in data ? data.price : 'amount' in data ? data.amount : undefined;
  return {
    amountMinor: amount === undefined ? null : Number(amount.amountMinor),
    currency: amount?.currency ?? null,
  };
}

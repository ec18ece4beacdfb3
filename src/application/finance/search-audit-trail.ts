import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { EventType } from '../../domain/all-events.js';
import type { Instant } from '../../domain/time.js';
import type { Actor } from '../events/metadata.js';
import type { Position } from '../ports/event-store.js';
import { type AuditEntry, auditTrail } from '../projections/audit-trail.js';
import {
  type Conditions,
  type PageRequest,
  ReadModelReader,
  type ViewPage,
  within,
} from '../runtime/read-model-reader.js';
import { isStaff } from '../staff.js';

export interface AuditSearch extends PageRequest {
  /** The id of an order, a person, a quote or a payment, or the code of a market. */
  readonly subject?: string | undefined;
  readonly type?: EventType | undefined;
  readonly actorId?: string | undefined;
  readonly correlationId?: string | undefined;
  /** Recorded at or after. */
  readonly from?: Instant | undefined;
  /** Recorded before. */
  readonly to?: Instant | undefined;
}

/** Who did what, the last recorded first; `undefined` for all but staff. */
export class SearchAuditTrail extends Query<ViewPage<AuditEntry> | undefined> {
  constructor(
    readonly actor: Actor,
    readonly search: AuditSearch,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(SearchAuditTrail)
export class SearchAuditTrailHandler implements IQueryHandler<SearchAuditTrail> {
  constructor(private readonly reader: ReadModelReader) {}

  async execute({ actor, search, atLeast }: SearchAuditTrail): Promise<ViewPage<AuditEntry> | undefined> {
    if (!isStaff(actor)) return undefined;
    const { subject, type, actorId, correlationId, from, to, limit, startingAfter } = search;
    const filter = { type, actorId, correlationId, ...about(subject), recordedAt: within(from, to) };
    const sort = { field: 'recordedAt', direction: 'desc' } as const;
    return this.reader.find(auditTrail, { filter, sort, limit, startingAfter, isReport: true }, atLeast);
  }
}

/** By the prefix of the id. Payments and markets are looked for in the list of all subjects. */
const FIELDS: ReadonlyMap<string, keyof AuditEntry> = new Map([
  ['ord', 'orderId'],
  ['fan', 'fanId'],
  ['cre', 'creatorId'],
  ['quo', 'quoteId'],
]);

const about = (subject: string | undefined): Conditions =>
  subject === undefined
    ? {}
    : { [FIELDS.get(subject.slice(0, subject.indexOf('_'))) ?? 'subjects']: subject };

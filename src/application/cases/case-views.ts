import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { CaseId } from '../../domain/ids.js';
import type { CaseStatus, MoneyCaseEvent, OpenedCase } from '../../domain/money-case/money-case.js';
import { evolveMoneyCase, initialMoneyCase } from '../../domain/money-case/money-case.js';
import type { DifferenceKind } from '../../domain/reconciliation/difference.js';
import { moneyCaseStreams } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { Position, Revision } from '../ports/event-store.js';
import { type CaseDocument, cases } from '../projections/cases.js';
import { type PageRequest, ReadModelReader, type ViewPage } from '../runtime/read-model-reader.js';
import { StreamReader } from '../runtime/stream-reader.js';

export interface CaseSearch extends PageRequest {
  readonly status?: CaseStatus | undefined;
  readonly kind?: DifferenceKind | undefined;
  readonly owner?: string | undefined;
}

/** Cases, the last opened first. */
export class ListCases extends Query<ViewPage<CaseDocument>> {
  constructor(
    readonly search: CaseSearch,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(ListCases)
export class ListCasesHandler implements IQueryHandler<ListCases> {
  constructor(private readonly reader: ReadModelReader) {}

  execute({ search, atLeast }: ListCases): Promise<ViewPage<CaseDocument>> {
    const { limit, startingAfter, ...filter } = search;
    const sort = { field: 'openedAt', direction: 'desc' } as const;
    return this.reader.find(cases, { filter, sort, limit, startingAfter, isReport: true }, atLeast);
  }
}

export interface CaseHistory {
  readonly found: OpenedCase;
  readonly events: readonly DecodedEvent<MoneyCaseEvent>[];
  readonly revision: Revision;
}

/** A case with all that happened to it, from its own stream; `undefined` where there is none. */
export class GetCase extends Query<CaseHistory | undefined> {
  constructor(readonly caseId: CaseId) {
    super();
  }
}

@QueryHandler(GetCase)
export class GetCaseHandler implements IQueryHandler<GetCase> {
  constructor(private readonly streams: StreamReader) {}

  async execute({ caseId }: GetCase): Promise<CaseHistory | undefined> {
    const events = await this.streams.read(moneyCaseStreams, caseId);
    const found = events.reduce(evolveMoneyCase, initialMoneyCase);
    const revision = events.at(-1)?.revision;
    return found.status === 'none' || revision === undefined ? undefined : { found, events, revision };
  }
}

import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { PayoutStatus } from '../../domain/creator-account/account.js';
import type { CreatorId, PayoutRunId } from '../../domain/ids.js';
import type { BegunRun } from '../../domain/payout-run/payout-run.js';
import { payoutRuns } from '../aggregates.js';
import type { Position } from '../ports/event-store.js';
import {
  type PayoutDocument,
  type PayoutRunDocument,
  payoutRunList,
  payouts,
} from '../projections/payouts.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { type PageRequest, ReadModelReader, type ViewPage } from '../runtime/read-model-reader.js';

export interface PayoutRunSearch extends PageRequest {
  readonly state?: BegunRun['status'] | undefined;
}

/** Payout runs, the last proposed first. */
export class ListPayoutRuns extends Query<ViewPage<PayoutRunDocument>> {
  constructor(
    readonly search: PayoutRunSearch,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(ListPayoutRuns)
export class ListPayoutRunsHandler implements IQueryHandler<ListPayoutRuns> {
  constructor(private readonly reader: ReadModelReader) {}

  execute({ search: { state, ...page }, atLeast }: ListPayoutRuns): Promise<ViewPage<PayoutRunDocument>> {
    const sort = { field: 'proposedAt', direction: 'desc' } as const;
    return this.reader.find(payoutRunList, { filter: { state }, sort, ...page, isReport: true }, atLeast);
  }
}

/** A run with all of its lines, from its own stream; `undefined` where there is none. */
export class GetPayoutRun extends Query<{ readonly run: BegunRun; readonly revision: bigint } | undefined> {
  constructor(readonly runId: PayoutRunId) {
    super();
  }
}

@QueryHandler(GetPayoutRun)
export class GetPayoutRunHandler implements IQueryHandler<GetPayoutRun> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  async execute({ runId }: GetPayoutRun) {
    const { state: run, revision } = await this.aggregates.load(payoutRuns, runId);
    return run.status === 'none' ? undefined : { run, revision };
  }
}

export interface PayoutSearch extends PageRequest {
  readonly runId?: PayoutRunId | undefined;
  readonly creatorId?: CreatorId | undefined;
  readonly state?: PayoutStatus | undefined;
}

/** Payouts, the last reserved first. */
export class ListPayouts extends Query<ViewPage<PayoutDocument>> {
  constructor(
    readonly search: PayoutSearch,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(ListPayouts)
export class ListPayoutsHandler implements IQueryHandler<ListPayouts> {
  constructor(private readonly reader: ReadModelReader) {}

  execute({ search, atLeast }: ListPayouts): Promise<ViewPage<PayoutDocument>> {
    const { limit, startingAfter, ...filter } = search;
    const sort = { field: 'reservedAt', direction: 'desc' } as const;
    return this.reader.find(payouts, { filter, sort, limit, startingAfter, isReport: true }, atLeast);
  }
}

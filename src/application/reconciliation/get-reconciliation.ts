import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type BegunReconciliation, reconciliationId } from '../../domain/reconciliation/run.js';
import { reconciliations } from '../aggregates.js';
import type { Revision } from '../ports/event-store.js';
import { PaymentGateway } from '../ports/payment-gateway.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';

export interface ReconciliationFound {
  readonly run: BegunReconciliation;
  readonly revision: Revision;
}

/** How far the last run of a day has come; `undefined` where there was none. */
export class GetReconciliation extends Query<ReconciliationFound | undefined> {
  constructor(readonly day: string) {
    super();
  }
}

@QueryHandler(GetReconciliation)
export class GetReconciliationHandler implements IQueryHandler<GetReconciliation> {
  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly gateway: PaymentGateway,
  ) {}

  async execute({ day }: GetReconciliation): Promise<ReconciliationFound | undefined> {
    const id = reconciliationId(this.gateway.provider, day);
    const { state: run, revision } = await this.aggregates.load(reconciliations, id);
    return run.status === 'none' ? undefined : { run, revision };
  }
}

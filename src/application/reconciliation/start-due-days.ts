import { daysToReconcile, startDaily } from '../../domain/reconciliation/decide.js';
import { reconciliationId } from '../../domain/reconciliation/run.js';
import { dayOf, type Instant } from '../../domain/time.js';
import { reconciliations } from '../aggregates.js';
import type { EventStore } from '../ports/event-store.js';
import { stepContext } from '../processes/process.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';

/** Starts the run of each day since the log began that is over, and that nobody has started. */
export async function startDueDays({
  aggregates,
  store,
  provider,
  now,
}: {
  readonly aggregates: AggregatesRuntime;
  readonly store: Pick<EventStore, 'readAll'>;
  readonly provider: string;
  readonly now: Instant;
}): Promise<void> {
  const [first] = await store.readAll({ limit: 1 });
  if (first === undefined) return;
  const began = dayOf(first.recordedAt);
  for (const day of daysToReconcile(now).filter((each) => each >= began)) {
    const id = reconciliationId(provider, day);
    const context = stepContext('clock', { id, correlationId: id }, 'start');
    await aggregates.execute(reconciliations, id, context, (found, at) =>
      startDaily(found, { provider, day, by: 'clock', now: at }),
    );
  }
}

import { LRUCache } from 'lru-cache';
import { epochMs, type Instant, instant } from '../../domain/time.js';
import type { Cause } from '../processes/process.js';
import type { Clock } from '../ports/clock.js';
import type { Log } from '../ports/log.js';
import type { Random } from '../ports/random.js';
import type { ReadModels, Stored } from '../ports/read-models.js';
import type { Telemetry } from '../ports/telemetry.js';
import { LIMITS } from '../runtime/limits.js';
import { type Deadline, DEADLINES } from './deadline.js';

/** What to do when a deadline of this kind has come: always something that does nothing when it is not so. */
export type DeadlineHandlers = Readonly<
  Record<Deadline['kind'], (deadline: Deadline, cause: Cause) => Promise<void>>
>;

const ASK_THE_PROVIDER: readonly Deadline['kind'][] = ['payment', 'refund', 'evidence', 'payout'];

export interface DeadlineScannerDeps {
  readonly models: ReadModels;
  /** Which collection serves a projection now. */
  readonly collectionOf: (projection: string) => string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly telemetry: Telemetry;
  readonly handlers: DeadlineHandlers;
}

/**
 * Finds what is due and sets an ordinary command on it; the decider checks the time again, so that late, early and
 * double firing do nothing.
 */
export class DeadlineScanner {
  /** Asked the provider about already, for that `dueAt`: it is not asked again at every scan. */
  readonly #asked: LRUCache<string, string>;
  #scanning: Promise<number> | undefined;

  constructor(private readonly deps: DeadlineScannerDeps) {
    const perf = { now: () => deps.clock.monotonicMs() };
    this.#asked = new LRUCache({
      ...{ max: LIMITS.askedDeadlines, ttl: LIMITS.dueAgainMs },
      ...{ ttlResolution: 0, perf },
    });
  }

  /** Sees to everything that is due now, and answers how much that was. Two scans never run at once. */
  scan(): Promise<number> {
    this.#scanning ??= this.scanAll().finally(() => (this.#scanning = undefined));
    return this.#scanning;
  }

  /** How many are due now, and how many of them should have been met by now. */
  async waiting(): Promise<{ readonly due: number; readonly overdue: number }> {
    const { models, clock, collectionOf } = this.deps;
    const now = clock.now();
    const dueBy = (dueAt: Instant) => models.count(collectionOf(DEADLINES), { dueAt: { lte: dueAt } });
    const overdue = instant(epochMs(now) - LIMITS.overdueAfterMs);
    return { due: await dueBy(now), overdue: await dueBy(overdue) };
  }

  private async scanAll(): Promise<number> {
    const now = this.deps.clock.now();
    let fired = 0;
    let after: string | undefined;
    do {
      const page = await this.deps.models.find<Deadline>(this.deps.collectionOf(DEADLINES), {
        filter: { dueAt: { lte: now } },
        sort: { field: 'dueAt', direction: 'asc' },
        limit: LIMITS.dueBatch,
        ...(after === undefined ? {} : { after }),
      });
      const due = page.documents.filter(({ id, doc }) => this.#asked.get(id) !== doc.dueAt);
      await Promise.all(due.map((deadline) => this.fire(deadline, now)));
      fired += due.length;
      after = page.next;
    } while (after !== undefined);
    return fired;
  }

  private async fire({ id, doc }: Stored<Deadline>, now: Instant): Promise<void> {
    if (ASK_THE_PROVIDER.includes(doc.kind)) this.#asked.set(id, doc.dueAt);
    const { telemetry } = this.deps;
    const beganMs = telemetry.now();
    const cause = { id: this.deps.random.uuid(), correlationId: doc.subjectId };
    const tell = (outcome: 'met' | 'failed') =>
      telemetry.tell({ of: 'deadline', kind: doc.kind, cause, outcome }, beganMs);
    try {
      await this.deps.handlers[doc.kind](doc, cause);
      tell('met');
    } catch (error) {
      tell('failed');
      this.#asked.delete(id);
      const lateMs = epochMs(now) - Date.parse(doc.dueAt);
      this.deps.log.error('deadline not met yet', { deadline: id, lateMs, trouble: String(error) });
    }
  }
}

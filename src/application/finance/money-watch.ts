import { MONEY_RULES, type MoneyRule } from '../../domain/money-rules/rules.js';
import { plusMs } from '../../domain/time.js';
import { SEALED_EVENTS } from '../events/event-codec.js';
import type { Clock } from '../ports/clock.js';
import type { EventBatch, EventStore, JsonObject, Position, RecordedEvent } from '../ports/event-store.js';
import type { Log } from '../ports/log.js';
import type { GuardedWrite, ReadModels } from '../ports/read-models.js';
import { describe, keepRunning, type Told } from '../runtime/keep-running.js';
import type { Lease, Leases } from '../runtime/leases.js';
import { LIMITS } from '../runtime/limits.js';
import type { ProcessStatus } from '../runtime/process-runtime.js';
import { untilLost } from '../runtime/until-lost.js';
import { auditBatch } from './audit-batch.js';
import { type BrokenRule, GRACE_MS } from './money-audit.js';
import { isOutdated, MONEY_RULES_COLLECTION } from './stored-notes.js';

/** As it is named among the processes, in metrics, and as a lease. */
export const MONEY_WATCH = 'money_rules';

/** What it says in the log where it finds one broken. */
export const RULE_BROKEN = 'a money rule is broken';

const COLLECTION = MONEY_RULES_COLLECTION.name;

/** Under which is kept what a batch changes, before it changes anything. */
const HEAD = 'head';

type HeldWrite = JsonObject & {
  readonly id: string;
  readonly doc: JsonObject | null;
  readonly position: string;
};

type Head = JsonObject & { readonly writes: readonly HeldWrite[] };

export interface MoneyWatchDeps {
  readonly store: EventStore;
  readonly models: ReadModels;
  readonly clock: Clock;
  readonly log: Log;
  /** Where there are several instances. */
  readonly leases: Leases | undefined;
}

/**
 * Holds the log against the money rules while the program runs, and keeps its notes among the read models: it goes on where it was
 * after a restart, and takes no more memory the longer the log is. What a batch changes is first stored as one document, the head, so
 * that what is written in part is written to its end before anything else is audited.
 */
export class MoneyWatch {
  readonly #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #lease: Lease | undefined;
  #position: Position | undefined;
  #caughtUp = false;
  #trouble: string | undefined;

  constructor(private readonly deps: MoneyWatchDeps) {}

  start(): void {
    const { leases } = this.deps;
    if (leases === undefined) this.#loop = this.keepRunning(this.#stop.signal);
    else leases.keep(MONEY_WATCH, (lease) => (this.#loop = this.drive(lease)));
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  status(): ProcessStatus {
    const isElsewhere = this.deps.leases !== undefined && this.#lease === undefined;
    const trouble = this.#trouble;
    return {
      name: MONEY_WATCH,
      state: isElsewhere ? 'elsewhere' : trouble === undefined ? 'running' : 'failed',
      ...{ position: this.#position, caughtUp: this.#caughtUp, trouble },
    };
  }

  /** How often each rule was found broken, by whichever instance. */
  async brokenByRule(): Promise<ReadonlyMap<MoneyRule, number>> {
    const { models, clock } = this.deps;
    const isLongOver = { lt: plusMs(clock.now(), -GRACE_MS) };
    const counts = Object.keys(MONEY_RULES).map(async (name) => {
      const rule = name as MoneyRule;
      const filter = rule === 'nothing_left' ? { leftSince: isLongOver } : { rule };
      return [rule, await models.count(COLLECTION, filter)] as const;
    });
    return new Map(await Promise.all(counts));
  }

  /** Names in the log the orders that hold what they should not any more: no event tells of that. */
  async tellWhatIsLeft(): Promise<void> {
    const { models, clock, log } = this.deps;
    const filter = { leftSince: { lt: plusMs(clock.now(), -GRACE_MS) } };
    const { documents } = await models.find(COLLECTION, { filter, limit: MOST_TOLD });
    for (const { id } of documents) log.error(RULE_BROKEN, { rule: 'nothing_left', about: id });
  }

  private async drive(lease: Lease): Promise<void> {
    this.#lease = lease;
    await this.keepRunning(AbortSignal.any([lease.signal, this.#stop.signal]));
    this.#lease = undefined;
  }

  private async keepRunning(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.deps;
    await keepRunning({
      ...{ clock, log, signal, lease: this.#lease, what: 'process', which: { process: MONEY_WATCH } },
      run: (told) => this.run(signal, told),
      troubled: (error) => {
        this.#caughtUp = false;
        this.#trouble = error === undefined ? undefined : describe(error);
      },
    });
    [this.#position, this.#caughtUp, this.#trouble] = [undefined, false, undefined];
  }

  /** Until it is to stop, or what it has noted may be lost: then it goes on from what is there. */
  private run(signal: AbortSignal, told: Told): Promise<void> {
    return untilLost(this.deps.models, signal, (followed) => this.follow(followed, told));
  }

  private async follow(signal: AbortSignal, { gotOn, troubled }: Told): Promise<void> {
    const { models, store } = this.deps;
    await models.ensureCollection(MONEY_RULES_COLLECTION);
    for (const name of (await models.collections()).filter(isOutdated)) await models.dropCollection(name);
    this.#position = await this.finishWhatWasBegun();
    const options = { after: this.#position, batchSize: LIMITS.moneyBatch, signal, troubled };
    for await (const batch of store.subscribe(options)) {
      await this.take(batch);
      if (signal.aborted) return;
      gotOn();
    }
  }

  /** @returns how far all is written */
  private async finishWhatWasBegun(): Promise<Position | undefined> {
    const { models } = this.deps;
    const checkpoint = await models.checkpoint(COLLECTION, this.#lease?.fence);
    const head = await models.get<Head>(COLLECTION, HEAD);
    if (head === undefined || (checkpoint !== undefined && checkpoint >= head.position)) return checkpoint;
    await this.write(head.doc.writes.map(writeIn), head.position);
    return head.position;
  }

  private async take({ events, position, caughtUp }: EventBatch): Promise<void> {
    const last = events.at(-1);
    if (last !== undefined) await this.audit(events, last.position);
    else if (caughtUp && position !== this.#position) await this.write([], position);
    this.#position = position;
    this.#caughtUp = caughtUp;
    this.#trouble = undefined;
  }

  private async audit(recorded: readonly RecordedEvent[], upTo: Position): Promise<void> {
    const { models } = this.deps;
    const events = await SEALED_EVENTS.decode(recorded, 'left sealed');
    const { writes, broken } = await auditBatch(models, COLLECTION, events);
    if (writes.length > 0) {
      const doc: Head = { writes: writes.map(writeAsJson) };
      await models.write(COLLECTION, [{ id: HEAD, doc, position: upTo }]);
    }
    await this.write(writes, upTo);
    for (const each of broken) this.tell(each);
  }

  private write(writes: readonly GuardedWrite[], position: Position): Promise<void> {
    const checkpoint = { name: COLLECTION, position, fence: this.#lease?.fence };
    return this.deps.models.write(COLLECTION, writes, checkpoint);
  }

  private tell({ rule, subject, event, position }: BrokenRule): void {
    const about = `${subject.of} ${subject.id}`;
    this.deps.log.error(RULE_BROKEN, { rule, about, event, position: position.toString() });
  }
}

/** Whoever has more left has the first of them to begin with. */
const MOST_TOLD = 100;

const writeAsJson = ({ id, doc, position }: GuardedWrite): HeldWrite => ({
  ...{ id, doc, position: position.toString() },
});

const writeIn = ({ id, doc, position }: HeldWrite): GuardedWrite => ({
  ...{ id, doc, position: BigInt(position) },
});

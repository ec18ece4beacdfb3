import type { CreatorId } from '../../domain/ids.js';
import { creators } from '../aggregates.js';
import type { Actor } from '../events/metadata.js';
import type { Patience } from '../log-copy/patience.js';
import type { Clock } from '../ports/clock.js';
import type { EventStore } from '../ports/event-store.js';
import type { Log } from '../ports/log.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { isStaff } from '../staff.js';
import { type AsOf, type AsOfAsked, resolveAsOf } from './as-of.js';
import { Past, type PastParts } from './past.js';
import { type Report, type ReportFilter, tellReport } from './report.js';
import { type StatementAsked, tellStatement } from './statement.js';
import type { TablePart } from './table.js';

/** A table that can be told, once, and what it stands for. */
export interface Told {
  readonly asOf: AsOf;
  readonly table: AsyncIterable<TablePart>;
}

export interface ReportAsked {
  readonly report: Report;
  readonly filter: ReportFilter;
  readonly asOf: AsOfAsked;
}

/** @throws AsOfInvalidError, EventStoreUnavailableError before anything is told */
export async function askReport(
  parts: Omit<PastParts, 'asOf'>,
  { report, filter, asOf }: ReportAsked,
): Promise<Told> {
  const past = await pastOf(parts, asOf);
  return { asOf: past.asOf, table: tellReport(report, past, filter) };
}

const pastOf = async (parts: Omit<PastParts, 'asOf'>, asOf: AsOfAsked): Promise<Past> =>
  new Past({ ...parts, asOf: await resolveAsOf(parts.store, asOf, parts.clock.now()) });

interface Ports {
  readonly store: EventStore;
  readonly aggregates: AggregatesRuntime;
  readonly clock: Clock;
  readonly log: Log;
}

/** Reports and statements for the ways in, read from the log (decision 0030). */
export class Reports {
  constructor(private readonly ports: Ports) {}

  ask(asked: ReportAsked, signal: AbortSignal): Promise<Told> {
    return askReport(this.#parts(signal), asked);
  }

  /** `undefined` for whoever may not see it. */
  async askStatement(
    actor: Actor,
    asked: StatementAsked & { readonly asOf: AsOfAsked },
    signal: AbortSignal,
  ): Promise<Told | undefined> {
    if (!(await this.#maySee(actor, asked.creatorId))) return undefined;
    const past = await pastOf(this.#parts(signal), asked.asOf);
    return { asOf: past.asOf, table: tellStatement(past, asked) };
  }

  async #maySee(actor: Actor, creatorId: CreatorId): Promise<boolean> {
    if (actor.id !== creatorId && !isStaff(actor)) return false;
    const { state } = await this.ports.aggregates.load(creators, creatorId);
    return state.status !== 'unknown';
  }

  #parts(signal: AbortSignal): Patience & { readonly store: EventStore } {
    const { store, clock, log } = this.ports;
    return { store, clock, signal, warn: (trouble) => log.warn('a report waits for the log', { trouble }) };
  }
}

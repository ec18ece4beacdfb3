import type { ShoutoutsEvent } from '../../../domain/all-events.js';
import type { Deadline } from '../../deadlines/deadline.js';
import type { DecodedEvent } from '../../events/decoded-event.js';
import { deadlines } from '../../projections/deadlines.js';
import { handlerOf } from '../../runtime/projection-working-set.js';

/** An event, by its place in the log. */
export interface EventAt {
  readonly position: string;
  readonly type: ShoutoutsEvent['type'];
}

/** A deadline that ran, or runs. */
export interface DeadlineThen {
  readonly kind: Deadline['kind'];
  /** The order, the quote or the payout. */
  readonly subjectId: string;
  readonly dueAt: string;
  readonly setBy: EventAt;
  /** `null` while it runs. */
  readonly endedBy: EventAt | null;
  /** `passed`: it ended because its time had come. */
  readonly outcome: 'running' | 'met' | 'passed';
}

type Running = Omit<DeadlineThen, 'endedBy' | 'outcome'>;

/** All deadlines that the events set, in the order in which they were set: what the scanner's list had in it, and when. */
export function deadlinesOf(events: readonly DecodedEvent<ShoutoutsEvent>[]): readonly DeadlineThen[] {
  const list = new ScannersList();
  for (const event of events) list.take(event);
  return list.told().sort(bySetting);
}

class ScannersList {
  readonly #running = new Map<string, { readonly doc: Deadline; readonly then: Running }>();
  readonly #over: DeadlineThen[] = [];

  take(event: DecodedEvent<ShoutoutsEvent>): void {
    const handler = handlerOf(deadlines, event.type);
    for (const id of new Set(handler?.ids(event))) {
      const before = this.#running.get(id)?.doc;
      // The handlers are those of this projection.
      const doc = (handler?.apply(before, event, id) ?? null) as Deadline | null;
      if (doc?.dueAt !== before?.dueAt) this.#change(id, doc, event);
    }
  }

  told(): DeadlineThen[] {
    const running = [...this.#running.values()].map(({ then }) => then);
    return [
      ...this.#over,
      ...running.map((then) => ({ ...then, endedBy: null, outcome: 'running' as const })),
    ];
  }

  #change(id: string, doc: Deadline | null, event: DecodedEvent<ShoutoutsEvent>): void {
    const before = this.#running.get(id);
    if (before !== undefined) this.#over.push(ended(before.then, event));
    if (doc === null) this.#running.delete(id);
    else this.#running.set(id, { doc, then: begun(doc, event) });
  }
}

const begun = ({ kind, subjectId, dueAt }: Deadline, event: DecodedEvent<ShoutoutsEvent>): Running => ({
  ...{ kind, subjectId, dueAt, setBy: placeOf(event) },
});

/** Nothing that is due is ended too late by anybody but the clock: the deciders see to it. */
const ended = (deadline: Running, event: DecodedEvent<ShoutoutsEvent>): DeadlineThen => ({
  ...{ ...deadline, endedBy: placeOf(event) },
  outcome: event.metadata.at >= deadline.dueAt ? 'passed' : 'met',
});

export const placeOf = ({ position, type }: DecodedEvent<ShoutoutsEvent>): EventAt => ({
  ...{ position: position.toString(), type },
});

const bySetting = (one: DeadlineThen, other: DeadlineThen): number =>
  BigInt(one.setBy.position) < BigInt(other.setBy.position) ? -1 : 1;

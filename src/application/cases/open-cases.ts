import { DIFFERENCE_KINDS } from '../../domain/reconciliation/difference.js';
import type { Clock } from '../ports/clock.js';
import { cases } from '../projections/cases.js';
import { ageOfOldest } from '../runtime/age-of-oldest.js';
import type { ReadModelReader } from '../runtime/read-model-reader.js';

type PerKind = ReadonlyMap<string, number>;

/** What somebody still has to see to: measured, so that it is not forgotten. */
export class OpenCases {
  constructor(
    private readonly reader: ReadModelReader,
    private readonly clock: Clock,
  ) {}

  count(): Promise<PerKind> {
    return perKind((kind) => this.reader.count(cases, { isOpen: true, kind }));
  }

  /** In seconds, since the oldest of each kind is open; 0 where there is none. */
  ages(): Promise<PerKind> {
    const now = this.clock.now();
    return perKind((kind) =>
      ageOfOldest(this.reader, cases, { filter: { isOpen: true, kind }, since: 'openedAt' }, now),
    );
  }
}

const perKind = async (measure: (kind: string) => Promise<number>): Promise<PerKind> =>
  new Map(await Promise.all(DIFFERENCE_KINDS.map(async (kind) => [kind, await measure(kind)] as const)));

import { DIFFERENCE_KINDS } from '../../domain/reconciliation/difference.js';
import { epochMs } from '../../domain/time.js';
import type { Clock } from '../ports/clock.js';
import { cases } from '../projections/cases.js';
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
    return perKind(async (kind) => {
      const sort = { field: 'openedAt', direction: 'asc' } as const;
      const { documents } = await this.reader.find(cases, { filter: { isOpen: true, kind }, sort, limit: 1 });
      const openedAt = documents[0]?.openedAt;
      return openedAt === undefined ? 0 : (epochMs(this.clock.now()) - Date.parse(openedAt)) / 1_000;
    });
  }
}

const perKind = async (measure: (kind: string) => Promise<number>): Promise<PerKind> =>
  new Map(await Promise.all(DIFFERENCE_KINDS.map(async (kind) => [kind, await measure(kind)] as const)));

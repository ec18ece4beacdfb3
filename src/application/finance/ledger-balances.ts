import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { dayOf, type Instant } from '../../domain/time.js';
import type { Position } from '../ports/event-store.js';
import { ledgerDays, ledgerPostings } from '../projections/ledger.js';
import { ReadModelReader, type Search } from '../runtime/read-model-reader.js';
import { Balances, type LedgerBalance } from './balances.js';

/**
 * Every account with its balance at an instant, by effective time: what is recorded later about before then changes it. How it was known
 * at a place in the log, the report `ledger_balances` tells.
 */
export class LedgerBalances extends Query<readonly LedgerBalance[]> {
  constructor(
    readonly effectiveAt: Instant,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(LedgerBalances)
export class LedgerBalancesHandler implements IQueryHandler<LedgerBalances> {
  constructor(private readonly reader: ReadModelReader) {}

  /** Whole days from their sums, and the last one posting by posting. */
  async execute({ effectiveAt, atLeast }: LedgerBalances): Promise<readonly LedgerBalance[]> {
    const day = dayOf(effectiveAt);
    const balances = new Balances();
    for await (const { account, currency, debitMinor, creditMinor } of this.reader.all(
      ledgerDays,
      before(day),
      atLeast,
    ))
      balances.add(account, currency, BigInt(debitMinor + creditMinor));
    for await (const { account, currency, amountMinor } of this.reader.all(
      ledgerPostings,
      between(day, effectiveAt),
      atLeast,
    ))
      balances.add(account, currency, BigInt(amountMinor));
    return balances.all();
  }
}

const before = (day: string): Wanted => ({
  filter: { day: { lt: day } },
  sort: { field: 'day', direction: 'asc' },
});
const between = (day: string, until: Instant): Wanted => ({
  filter: { effectiveAt: { gte: day, lte: until } },
  sort: { field: 'effectiveAt', direction: 'asc' },
});
type Wanted = Pick<Search, 'filter' | 'sort'>;

import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { LEDGER_ACCOUNTS, type LedgerAccount } from '../../domain/ledger/ledger.js';
import type { Currency } from '../../domain/money.js';
import type { Instant } from '../../domain/time.js';
import type { Position } from '../ports/event-store.js';
import { dayOf, ledgerDays, ledgerPostings } from '../projections/ledger.js';
import { ReadModelReader, type Search } from '../runtime/read-model-reader.js';

export interface LedgerBalance {
  readonly account: LedgerAccount;
  readonly currency: Currency;
  /** The sum of its postings: positive is owned, negative is owed. */
  readonly balanceMinor: bigint;
}

/** Every account with its balance as of an instant, by effective time; accounts in their order, currencies in alphabetical order. */
export class LedgerBalances extends Query<readonly LedgerBalance[]> {
  constructor(
    readonly asOf: Instant,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(LedgerBalances)
export class LedgerBalancesHandler implements IQueryHandler<LedgerBalances> {
  constructor(private readonly reader: ReadModelReader) {}

  /** Whole days from their sums, and the last one posting by posting. */
  async execute({ asOf, atLeast }: LedgerBalances): Promise<readonly LedgerBalance[]> {
    const today = dayOf(asOf);
    const balances = new Balances();
    for await (const { account, currency, debitMinor, creditMinor } of this.reader.all(
      ledgerDays,
      before(today),
      atLeast,
    ))
      balances.add(account, currency, debitMinor + creditMinor);
    for await (const { account, currency, amountMinor } of this.reader.all(
      ledgerPostings,
      between(today, asOf),
      atLeast,
    ))
      balances.add(account, currency, amountMinor);
    return balances.all();
  }
}

const before = (day: string): Wanted => ({
  filter: { day: { lt: day } },
  sort: { field: 'day', direction: 'asc' },
});
const between = (day: string, asOf: Instant): Wanted => ({
  filter: { effectiveAt: { gte: day, lte: asOf } },
  sort: { field: 'effectiveAt', direction: 'asc' },
});
type Wanted = Pick<Search, 'filter' | 'sort'>;

class Balances {
  readonly #sums = new Map<Currency, Map<LedgerAccount, bigint>>();

  add(account: LedgerAccount, currency: Currency, amountMinor: number): void {
    const ofCurrency = this.#sums.get(currency) ?? new Map<LedgerAccount, bigint>();
    this.#sums.set(currency, ofCurrency);
    ofCurrency.set(account, (ofCurrency.get(account) ?? 0n) + BigInt(amountMinor));
  }

  /** Of a currency that was ever used, every account. */
  all(): readonly LedgerBalance[] {
    const accounts = Object.keys(LEDGER_ACCOUNTS) as LedgerAccount[];
    return [...this.#sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([currency, sums]) =>
        accounts.map((account) => ({ account, currency, balanceMinor: sums.get(account) ?? 0n })),
      );
  }
}

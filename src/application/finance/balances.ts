import { type JournalEntry, LEDGER_ACCOUNTS, type LedgerAccount } from '../../domain/ledger/ledger.js';
import type { Currency } from '../../domain/money.js';

export interface LedgerBalance {
  readonly account: LedgerAccount;
  readonly currency: Currency;
  /** The sum of its postings: positive is owned, negative is owed. */
  readonly balanceMinor: bigint;
}

/** Adds postings up, by account and currency. */
export class Balances {
  readonly #sums = new Map<Currency, Map<LedgerAccount, bigint>>();

  add(account: LedgerAccount, currency: Currency, amountMinor: bigint): void {
    const ofCurrency = this.#sums.get(currency) ?? new Map<LedgerAccount, bigint>();
    this.#sums.set(currency, ofCurrency);
    ofCurrency.set(account, (ofCurrency.get(account) ?? 0n) + amountMinor);
  }

  post(entry: JournalEntry | null): void {
    if (entry === null) return;
    for (const { account, amountMinor } of entry.postings) this.add(account, entry.currency, amountMinor);
  }

  /** Of each currency that was ever used, every account; currencies in alphabetical order. */
  all(): readonly LedgerBalance[] {
    const accounts = Object.keys(LEDGER_ACCOUNTS) as LedgerAccount[];
    return [...this.#sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([currency, sums]) =>
        accounts.map((account) => ({ account, currency, balanceMinor: sums.get(account) ?? 0n })),
      );
  }
}

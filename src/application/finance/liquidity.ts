import type { Currency } from '../../domain/money.js';
import { DAY_MS, plusMs } from '../../domain/time.js';
import type { Clock } from '../ports/clock.js';
import type { Log } from '../ports/log.js';
import type { ProviderBooks } from '../ports/provider-books.js';
import { type OrderView, orderView } from '../projections/order-view.js';
import type { Conditions, ReadModelReader } from '../runtime/read-model-reader.js';

/** Whether the provider has the money for the refunds in one currency. */
export interface LiquidityOf {
  readonly currency: string;
  /** What the provider can give back from now. */
  readonly availableMinor: bigint;
  /** What it has, and cannot be used yet. */
  readonly pendingMinor: bigint;
  /** Of refunds that were decided and have not come to their end. */
  readonly dueMinor: bigint;
  /** What is held for orders whose window ends within a day: they are refunded then, unless somebody acts. */
  readonly soonMinor: bigint;
  readonly state: 'enough' | 'short_soon' | 'short';
}

/** How far ahead is looked: money takes about so long to be added. */
export const SOON_MS = DAY_MS;

export interface LiquidityDeps {
  readonly books: ProviderBooks;
  readonly reader: ReadModelReader;
  readonly clock: Clock;
  readonly log: Log;
}

/** Warns before refunds wait for money: a refund stays pending while the provider's balance is short. */
export class Liquidity {
  #last: readonly LiquidityOf[] = [];

  constructor(private readonly deps: LiquidityDeps) {}

  /** As it was found last; nothing before the first look. */
  get last(): readonly LiquidityOf[] {
    return this.#last;
  }

  /** Asks the provider, and warns where there is not enough. @throws what `ProviderBooks.balance` throws */
  async check(): Promise<readonly LiquidityOf[]> {
    const { books, clock, log } = this.deps;
    const due = await this.heldBy({ refund: { in: ['requested', 'pending'] } });
    const soon = await this.heldBy({
      state: { in: ['in_request_review', 'awaiting_acceptance', 'accepted', 'in_video_review'] },
      dueAt: { lte: plusMs(clock.now(), SOON_MS) },
    });
    const balance = new Map((await books.balance()).map((each) => [each.currency, each]));
    const found = [...new Set<string>([...balance.keys(), ...due.keys(), ...soon.keys()])].sort();
    this.#last = found.map((currency) => {
      const { availableMinor = 0n, pendingMinor = 0n } = balance.get(currency) ?? {};
      const [dueMinor, soonMinor] = [due.get(currency) ?? 0n, soon.get(currency) ?? 0n];
      const state = stateOf(availableMinor, dueMinor, soonMinor);
      return { currency, availableMinor, pendingMinor, dueMinor, soonMinor, state };
    });
    for (const { currency, availableMinor, dueMinor, soonMinor, state } of this.#last)
      if (state !== 'enough')
        log.warn('refunds are to exceed what the payment provider has available: add money there', {
          ...{ currency, state, availableMinor: String(availableMinor) },
          ...{ dueMinor: String(dueMinor), soonMinor: String(soonMinor) },
        });
    return this.#last;
  }

  private async heldBy(filter: Conditions): Promise<ReadonlyMap<string, bigint>> {
    const sums = new Map<Currency, bigint>();
    for await (const { currency, money } of this.deps.reader.all<OrderView>(orderView, { filter }))
      sums.set(currency, (sums.get(currency) ?? 0n) + BigInt(money.heldMinor));
    return sums;
  }
}

/** Nothing that is to go back needs nothing. */
export function stateOf(availableMinor: bigint, dueMinor: bigint, soonMinor: bigint): LiquidityOf['state'] {
  if (dueMinor > 0n && dueMinor > availableMinor) return 'short';
  const all = dueMinor + soonMinor;
  return all > 0n && all > availableMinor ? 'short_soon' : 'enough';
}

import { sizeOf } from '../money.js';
import { type Difference, formatBookAmount } from './difference.js';

/** The account of the ledger that is what the provider has for us. */
const CLEARING = 'provider_clearing';

/** What the provider has for us in one currency, beside what our ledger says, in minor units. */
export interface BalanceSides {
  readonly currency: string;
  /** The balance of `provider_clearing`. */
  readonly oursMinor: bigint;
  /** Available or not yet. */
  readonly theirsMinor: bigint;
  /** By how much its balance has changed that only a look at a later day tells our ledger: fees, and what went to our bank. */
  readonly notToldMinor: bigint;
  /** What is under way: one side may have it already. Never negative. */
  readonly underWayMinor: bigint;
}

/** `undefined` where the balances agree, and where they may do so once what is under way has arrived. */
export function compareBalances(sides: BalanceSides): Difference | undefined {
  const { currency, oursMinor, theirsMinor, notToldMinor, underWayMinor } = sides;
  const apart = theirsMinor - notToldMinor - oursMinor;
  if (sizeOf(apart) <= underWayMinor) return undefined;
  const amount = { amountMinor: sizeOf(apart), currency };
  const direction = apart < 0n ? 'less' : 'more';
  return {
    ...{ kind: 'amount_differs', about: 'balance', objectId: currency, orderId: null },
    amount,
    // Not the balances themselves: they change every day, and the difference is the same.
    ours: CLEARING,
    theirs: `${formatBookAmount(amount)} ${direction} than ${CLEARING}`,
  };
}

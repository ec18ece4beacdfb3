import type { BookedMovement, ProviderBalance } from '../../src/application/ports/provider-books.js';
import type { ProviderCore } from './provider-core.js';
import type { SimulatedProvider } from './provider.js';
import type { Transfer } from './provider-transfers.js';

/** What the provider takes of a payment. */
export const feeOf = (amountMinor: bigint): bigint => (amountMinor * 29n) / 1_000n;

type Moved = Pick<BookedMovement, 'category' | 'currency' | 'amountMinor' | 'feeMinor'> & {
  readonly id: string;
  readonly atMs: number;
};

/** All that has moved the balance but payments, the oldest first. */
export function movedBesides(core: ProviderCore, theirs: Theirs): readonly Moved[] {
  const ofOrders = core.movements.flatMap(({ what, orderId, minor, atMs }, index): Moved[] => {
    const currency = theirs.paymentOf(orderId)?.amount.currency;
    if (what === 'charge' || currency === undefined) return [];
    const category = what.replaceAll(' ', '_');
    // Of a name that no other movement has.
    return [{ id: `txn_order_${String(index)}`, category, currency, amountMinor: minor, feeMinor: 0n, atMs }];
  });
  const ofTransfers = theirs.transfers.all
    .filter(({ status }) => status === 'paid')
    .flatMap((transfer) => movedByTransfer(core, transfer));
  const ofBank = core.bankMovements.map((movement): Moved => ({ ...movement, feeMinor: 0n }));
  return [...ofOrders, ...ofTransfers, ...ofBank];
}

/** What comes back of one moves the balance when it does, and not when the transfer was made. */
function movedByTransfer(core: ProviderCore, { reference, amount, returns }: Transfer): readonly Moved[] {
  const common = { currency: amount.currency, feeMinor: 0n };
  const atMs = core.madeMs.get(reference) ?? 0;
  return [
    { ...common, id: `txn_${reference}`, category: 'transfer', amountMinor: -amount.amountMinor, atMs },
    ...returns.map((back, index): Moved => ({
      ...{ ...common, id: `txn_${reference}_${String(index)}`, category: 'transfer_reversal' },
      ...{ amountMinor: back.minor, atMs: back.atMs },
    })),
  ];
}

type Theirs = Pick<SimulatedProvider, 'transfers' | 'succeeded' | 'paymentOf'>;

/** What is left of all that has moved, in each currency. */
export function balancesOf(core: ProviderCore, theirs: Theirs): readonly ProviderBalance[] {
  const sums = new Map<string, bigint>();
  const add = (currency: string, minor: bigint) => sums.set(currency, (sums.get(currency) ?? 0n) + minor);
  for (const { payment } of theirs.succeeded())
    add(payment.amount.currency, payment.amount.amountMinor - feeOf(payment.amount.amountMinor));
  for (const { currency, amountMinor } of movedBesides(core, theirs)) add(currency, amountMinor);
  return [...sums].map(([currency, availableMinor]) => ({ currency, availableMinor, pendingMinor: 0n }));
}

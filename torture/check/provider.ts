import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { sandboxObjects } from '../stores/sandbox-objects.js';

/** One movement of money at the provider: a payment that succeeded, or a refund. */
interface Movement {
  readonly orderId: string;
  readonly amountMinor: number;
}

export interface ProviderBooks {
  readonly payments: readonly Movement[];
  readonly refunds: readonly Movement[];
}

/** The books of the sandbox, read from its file beside it. */
export function readProviderBooks(providerDir: string): ProviderBooks {
  const read = (kind: string): readonly Movement[] =>
    sandboxObjects(providerDir, kind)
      .filter(({ status }) => status === 'succeeded')
      .map(({ id, amount, metadata }) => ({ orderId: metadata?.order_id ?? id, amountMinor: amount }));
  return { payments: read('payment_intent'), refunds: read('refund') };
}

/** What the log says that the provider did, against what it did. */
export function differencesFromProvider(
  log: readonly RecordedEvent[],
  { payments, refunds }: ProviderBooks,
): readonly string[] {
  return [
    ...compare('FundsHeld', log, 'payment', payments),
    ...compare('RefundIssued', log, 'refund', refunds),
  ];
}

function compare(
  type: string,
  log: readonly RecordedEvent[],
  what: string,
  moved: readonly Movement[],
): readonly string[] {
  const ours = log.filter((event) => event.type === type).map(movementOf);
  const orders = new Set([...ours, ...moved].map(({ orderId }) => orderId));
  const amounts = (movements: readonly Movement[], orderId: string): string =>
    movements
      .filter((movement) => movement.orderId === orderId)
      .map(({ amountMinor }) => String(amountMinor))
      .join(' and ') || 'nothing';
  return [...orders].flatMap((orderId) => {
    const [own, theirs] = [amounts(ours, orderId), amounts(moved, orderId)];
    return own === theirs ? [] : [`${orderId}: ${what} of ${theirs} at the provider, and ${own} in ${type}`];
  });
}

function movementOf({ data }: RecordedEvent): Movement {
  const { orderId, amount } = data as unknown as {
    readonly orderId: string;
    readonly amount: { readonly amountMinor: number | string };
  };
  return { orderId, amountMinor: Number(amount.amountMinor) };
}

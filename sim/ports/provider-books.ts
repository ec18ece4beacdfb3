import { PaymentRequestRefusedError } from '../../src/application/ports/payment-gateway.js';
import {
  type BookedBankPayout,
  type BookedDispute,
  type BookedEvent,
  type BookedMovement,
  type BookedPayment,
  type BookedRefund,
  type BookedTransfer,
  type BooksRange,
  type ProviderBalance,
  ProviderBooks,
} from '../../src/application/ports/provider-books.js';
import { type Instant, instant } from '../../src/domain/time.js';
import type { InstanceCalls } from '../world/instance-calls.js';
import { PROVIDER_FAILURES } from './asked.js';
import { balancesOf, feeOf, movedBesides } from './provider-balance.js';
import type { ProviderCore } from './provider-core.js';
import type { SimulatedProvider } from './provider.js';

/** So little that one day has several. */
const PAGE = 3;

interface Entry {
  readonly id: string;
  readonly createdAt: Instant;
}

/** The provider's books, as one instance reads them. */
export class SimulatedProviderBooks extends ProviderBooks {
  readonly provider = 'simulated';

  constructor(
    private readonly core: ProviderCore,
    private readonly theirs: SimulatedProvider,
    private readonly beginsMs: number,
    private readonly calls: InstanceCalls,
  ) {
    super();
  }

  payments(range: BooksRange): AsyncIterable<readonly BookedPayment[]> {
    return this.pages('payments', range, () =>
      this.theirs
        .succeeded()
        .map(({ chargeId, payment: { paymentId, orderId, amount, refunds, dispute } }) => ({
          ...this.entry(chargeId),
          ...{ paymentId, orderId, status: 'succeeded', amount, isDisputed: dispute !== undefined },
          refundedMinor: refunds
            .filter(({ status }) => status !== 'failed')
            .reduce((sum, refund) => sum + refund.amount.amountMinor, 0n),
        })),
    );
  }

  refunds(range: BooksRange): AsyncIterable<readonly BookedRefund[]> {
    return this.pages('refunds', range, () =>
      this.theirs.refunds
        .all()
        .map(({ refundId, payment: { paymentId, orderId }, status, amount, isOurs }) => ({
          ...this.entry(refundId),
          ...{ paymentId, orderId: isOurs ? orderId : undefined, status, code: undefined, amount },
        })),
    );
  }

  disputes(range: BooksRange): AsyncIterable<readonly BookedDispute[]> {
    return this.pages('disputes', range, () =>
      this.theirs.disputes.all().map(({ disputeId, payment: { paymentId, amount }, status, isInquiry }) => ({
        ...this.entry(disputeId),
        ...{ paymentId, status, isInquiry, reason: 'fraudulent', amount },
      })),
    );
  }

  /** What was never made is not there. */
  transfers(range: BooksRange): AsyncIterable<readonly BookedTransfer[]> {
    return this.pages('transfers', range, () =>
      this.theirs.transfers.all
        .filter(({ status }) => status === 'paid')
        .map(({ reference, payoutId, destination, amount, returnedMinor }) => ({
          ...this.entry(reference),
          ...{ payoutId, group: payoutId, destination, amount, returnedMinor },
        })),
    );
  }

  movements(range: BooksRange): AsyncIterable<readonly BookedMovement[]> {
    const none = { sourceId: undefined, orderId: undefined, paymentId: undefined, payoutId: undefined };
    return this.pages('movements', range, () => [
      ...this.theirs.succeeded().map(({ chargeId, payment: { paymentId, orderId, amount } }) => {
        const { amountMinor, currency } = amount;
        const feeMinor = feeOf(amountMinor);
        return {
          ...{ ...this.entry(chargeId), ...none, sourceId: chargeId, orderId, paymentId },
          ...{ type: 'charge', category: 'charge', currency, amountMinor, feeMinor },
          ...{ netMinor: amountMinor - feeMinor, availableAt: this.entry(chargeId).createdAt },
        };
      }),
      ...movedBesides(this.core, this.theirs).map(({ atMs, ...movement }) => {
        const createdAt = instant(this.beginsMs + atMs);
        const { category: type, amountMinor: netMinor } = movement;
        return { ...none, ...movement, type, netMinor, createdAt, availableAt: createdAt };
      }),
    ]);
  }

  events(range: BooksRange): AsyncIterable<readonly BookedEvent[]> {
    return this.pages('events', range, () =>
      this.core.events.map((event) => ({ ...event, ...this.entry(event.id) })),
    );
  }

  bankPayouts(range: BooksRange): AsyncIterable<readonly BookedBankPayout[]> {
    return this.pages('bank payouts', range, () => []);
  }

  partsOf(): AsyncIterable<readonly BookedMovement[]> {
    throw new PaymentRequestRefusedError('resource_missing', 'nothing goes out to a bank of ours here');
  }

  balance(): Promise<readonly ProviderBalance[]> {
    return this.calls.call('read balance', PROVIDER_FAILURES, () => balancesOf(this.core, this.theirs));
  }

  private entry(id: string): Entry {
    return { id, createdAt: instant(this.beginsMs + (this.core.madeMs.get(id) ?? 0)) };
  }

  private async *pages<Found extends Entry>(
    what: string,
    { from, to, after }: BooksRange,
    list: () => readonly Found[],
  ): AsyncGenerator<readonly Found[]> {
    let last = after;
    for (;;) {
      const page = await this.calls.call(`read page of ${what}`, PROVIDER_FAILURES, () => {
        const newest = list()
          .filter(({ createdAt }) => createdAt >= from && createdAt < to)
          .sort((one, other) => (one.createdAt < other.createdAt ? 1 : -1));
        const begin = last === undefined ? 0 : newest.findIndex(({ id }) => id === last) + 1;
        if (last !== undefined && begin === 0) throw new PaymentRequestRefusedError('resource_missing', last);
        return newest.slice(begin, begin + PAGE);
      });
      if (page.length === 0) return;
      yield page;
      last = page.at(-1)?.id;
    }
  }
}

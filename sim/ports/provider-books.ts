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

  /** What the provider takes of payments; nothing else is looked for here. */
  movements(range: BooksRange): AsyncIterable<readonly BookedMovement[]> {
    return this.pages('movements', range, () =>
      this.theirs.succeeded().map(({ chargeId, payment: { paymentId, orderId, amount } }) => {
        const { amountMinor, currency } = amount;
        const feeMinor = feeOf(amountMinor);
        return {
          ...this.entry(chargeId),
          ...{ type: 'charge', category: 'charge', currency, amountMinor, feeMinor },
          ...{
            netMinor: amountMinor - feeMinor,
            sourceId: chargeId,
            orderId,
            paymentId,
            payoutId: undefined,
          },
          availableAt: this.entry(chargeId).createdAt,
        };
      }),
    );
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
    return Promise.resolve([]);
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

/** What the provider takes of a payment. */
export const feeOf = (amountMinor: bigint): bigint => (amountMinor * 29n) / 1_000n;

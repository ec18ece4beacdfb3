import type {
  DestinationStatus,
  NamedPayout,
  PayoutRail,
  PayoutStatus,
  ReversePayout,
  SendPayout,
} from '../../src/application/ports/payout-rail.js';
import type { InstanceCalls } from '../world/instance-calls.js';
import { asked } from './asked.js';
import type { SimulatedTransfers } from './provider-transfers.js';

/** Transfers of the provider, as one instance reaches them. */
export class SimulatedPayoutRail implements PayoutRail {
  readonly rail = 'stripe_transfers';

  constructor(
    private readonly transfers: SimulatedTransfers,
    private readonly calls: InstanceCalls,
  ) {}

  /** Two calls, as every adapter needs them: what is there is looked for, and then one is made. */
  async send(request: SendPayout): Promise<PayoutStatus> {
    const { transfers, calls } = this;
    const there = await asked(calls, 'look for transfer', request, () => transfers.existing(request));
    if (there !== undefined) return there;
    return asked(calls, 'make transfer', request, () =>
      transfers.isSlow() ? transfers.createLater(request) : transfers.create(request),
    );
  }

  find(payoutId: string): Promise<PayoutStatus | undefined> {
    return asked(this.calls, 'find payout', { payoutId }, () => this.transfers.find(payoutId));
  }

  reverse(request: ReversePayout): Promise<PayoutStatus> {
    return asked(this.calls, 'reverse payout', request, () => this.transfers.reverse(request));
  }

  payoutOf(reference: string): Promise<NamedPayout | undefined> {
    return asked(this.calls, 'find payout of transfer', { reference }, () =>
      this.transfers.payoutOf(reference),
    );
  }

  canPay(destination: string): Promise<DestinationStatus> {
    return asked(this.calls, 'look whether it can be paid', { destination }, () =>
      this.transfers.canPay(destination),
    );
  }
}

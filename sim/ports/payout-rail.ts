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

  send(request: SendPayout): Promise<PayoutStatus> {
    return asked(this.calls, 'send payout', request, () => this.transfers.send(request));
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

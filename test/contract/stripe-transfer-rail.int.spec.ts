import { toStripeAmount } from '../../src/infrastructure/stripe/stripe-amounts.js';
import type { Fault } from '../../src/infrastructure/stripe/sandbox/faults.js';
import { StripeTransferRail } from '../../src/infrastructure/stripe/stripe-transfer-rail.js';
import { startSandboxWorld } from '../infrastructure/sandbox-world.js';
import {
  payoutRailContract,
  type PayoutRailWorld,
  type RailFault,
  type RailOperation,
} from './payout-rail.contract.js';

const FAULTS: Readonly<Record<RailFault, Fault>> = {
  unreachable: 'cut_before',
  reply_lost: 'cut_after',
  no_reply: 'hang_after',
  fault_kept: 'error_500',
  undone_fault_kept: 'error_500_undone',
  rate_limited: 'rate_limit',
};
const OPERATIONS: Readonly<Record<RailOperation, string>> = {
  send: 'transfers.create',
  reverse: 'transfer_reversals.create',
  lookUp: 'transfers.list',
  canPay: 'accounts.retrieve',
};

async function sandboxRail(): Promise<PayoutRailWorld> {
  const world = await startSandboxWorld();
  const { stripe, control, sandbox } = world;
  const { url: baseUrl, apiKey } = sandbox;
  const available = async (currency: string): Promise<number> =>
    (await stripe.balance.retrieve()).available.find((balance) => balance.currency === currency)?.amount ?? 0;
  return {
    rail: new StripeTransferRail({ apiKey, baseUrl, timeoutMs: 300 }),
    stranger: new StripeTransferRail({ apiKey: 'sk_test_other', baseUrl }),
    payable: () => world.verifiedAccount(),
    unverified: async () => (await stripe.accounts.create({ type: 'express' })).id,
    restrict: (destination) => control.restrictAccount(destination),
    fund: async (money) => {
      const { amount, currency } = toStripeAmount(money);
      if ((await available(currency)) > 0) await control.payOut(currency);
      await control.topUp(amount, currency);
    },
    empty: (destination) => control.payOutConnectedAccount(destination),
    reverseByHand: (reference) => control.reverseTransferInDashboard(reference),
    sendByHand: async (payoutId, destination, amount) => {
      const by = { destination, transfer_group: payoutId };
      return (await stripe.transfers.create({ ...toStripeAmount(amount), ...by })).id;
    },
    breakDown: (fault, operation) =>
      control.plan({ fault: FAULTS[fault], operation: OPERATIONS[operation], times: 1_000 }),
    heal: () => control.clearFaults(),
    forgetKeys: () => control.forgetIdempotencyKeys(),
    moved: async (destination) => {
      const { data } = await stripe.transfers.list({ destination, limit: 100 });
      const minor = ({ amount }: { readonly amount: number }): bigint => BigInt(amount);
      return {
        sent: data.map(minor),
        returned: data.flatMap(({ reversals }) => reversals.data.map(minor)).reverse(),
      };
    },
    close: () => world.close(),
  };
}

payoutRailContract('Stripe transfers and sandbox', sandboxRail);

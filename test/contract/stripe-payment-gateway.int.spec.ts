import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import type { Fault } from '../../src/infrastructure/stripe/sandbox/faults.js';
import { StripeSandbox } from '../../src/infrastructure/stripe/sandbox/stripe-sandbox.js';
import { StripePaymentGateway } from '../../src/infrastructure/stripe/stripe-payment-gateway.js';
import {
  paymentGatewayContract,
  type GatewayOperation,
  type PaymentGatewayWorld,
  type ProviderFault,
} from './payment-gateway.contract.js';

const FAULTS: Readonly<Record<ProviderFault, Fault>> = {
  unreachable: 'cut_before',
  reply_lost: 'cut_after',
  no_reply: 'hang_after',
  server_error: 'error_500',
  rate_limited: 'rate_limit',
};
const OPERATIONS: Readonly<Record<GatewayOperation, string>> = {
  createPayment: 'payment_intents.create',
  confirmPayment: 'payment_intents.confirm',
  refundPayment: 'refunds.create',
  findPayment: 'payment_intents.retrieve',
  submitEvidence: 'disputes.update',
  uploadEvidence: 'files.create',
};

async function sandboxWorld(): Promise<PaymentGatewayWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'stripe-contract-'));
  const sandbox = await StripeSandbox.start({ dataDir, refundSettlesAfterMs: 3_600_000 });
  const { url, apiKey, webhookSecret, control } = sandbox;
  const { hostname, port } = new URL(url);
  const stripe = new Stripe(apiKey, { host: hostname, port, protocol: 'http', telemetry: false });
  return {
    gateway: new StripePaymentGateway({ apiKey, webhookSecret, baseUrl: url, timeoutMs: 300 }),
    methods: {
      good: 'pm_card_visa',
      declined: 'pm_card_chargeDeclined',
      poor: 'pm_card_chargeDeclinedInsufficientFunds',
      needs3ds: 'pm_card_authenticationRequired',
      slowRefund: 'pm_card_pendingRefund',
      lateRefundFailure: 'pm_card_refundFail',
    },
    authenticate: (paymentId, outcome) => control.authenticate(paymentId, outcome),
    dispute: (paymentId) => control.dispute(paymentId),
    refundInDashboard: (paymentId, amountMinor) => control.refundInDashboard(paymentId, Number(amountMinor)),
    inquire: (paymentId) => control.dispute(paymentId, { inquiry: true }),
    disputeFeeMinor: 5_700n,
    escalate: (disputeId) => control.escalateInquiry(disputeId),
    passDays: (days) => control.advanceClock(days * 86_400),
    closeDispute: (disputeId, outcome) => control.closeDispute(disputeId, outcome),
    settleRefund: (refundId, outcome) => control.settleRefund(refundId, outcome),
    breakDown: (fault, operation) =>
      control.plan({ fault: FAULTS[fault], operation: OPERATIONS[operation], times: 1_000 }),
    heal: () => control.clearFaults(),
    moved: async (paymentId) => {
      const charges = (await stripe.charges.list({ payment_intent: paymentId })).data;
      const refunds = (await stripe.refunds.list({ payment_intent: paymentId })).data;
      return { charged: charges.flatMap(succeededMinor), refunded: refunds.flatMap(succeededMinor) };
    },
    webhook: async (ageSeconds) => {
      const [newest] = (await stripe.events.list({ limit: 1 })).data;
      const payload = JSON.stringify(newest);
      const timestamp = Math.floor(Date.now() / 1_000) - ageSeconds;
      const signature = stripe.webhooks.generateTestHeaderString({
        payload,
        secret: webhookSecret,
        timestamp,
      });
      return { rawBody: Buffer.from(payload), signature };
    },
    close: async () => {
      await sandbox.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

const succeededMinor = ({ status, amount }: Stripe.Charge | Stripe.Refund): readonly bigint[] =>
  status === 'succeeded' ? [BigInt(amount)] : [];

paymentGatewayContract('Stripe adapter and sandbox', sandboxWorld);

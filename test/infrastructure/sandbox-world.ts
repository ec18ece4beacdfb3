import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import { idIn } from '../../src/infrastructure/stripe/sandbox/identifiers.js';
import type { SandboxControl } from '../../src/infrastructure/stripe/sandbox/sandbox-control.js';
import { StripeSandbox } from '../../src/infrastructure/stripe/sandbox/stripe-sandbox.js';

/** A sandbox with the real SDK in front of it, and a clock that a test moves. */
export interface SandboxWorld {
  readonly stripe: Stripe;
  readonly control: SandboxControl;
  readonly sandbox: StripeSandbox;
  readonly dataDir: string;
  /** By the sandbox's clock. */
  now(): Date;
  passSeconds(seconds: number): void;
  pay(given?: Partial<NewPayment>): Promise<{ readonly paymentId: string; readonly chargeId: string }>;
  /** A connected account that money can be transferred to. */
  verifiedAccount(): Promise<string>;
  /** The types of all events that came to be, the oldest first. */
  eventTypes(): Promise<readonly string[]>;
  /** The same records, behind another address: `stripe`, `control` and `sandbox` are new ones. */
  restart(meanwhile?: () => void): Promise<void>;
  close(): Promise<void>;
}

export interface NewPayment {
  readonly amount: number;
  readonly currency: string;
  readonly orderId: string;
  readonly method: string;
  readonly transferGroup: string;
}

export async function startSandboxWorld(): Promise<SandboxWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'stripe-money-'));
  let aheadMs = 0;
  const now = (): Date => new Date(Date.now() + aheadMs);
  const start = (): Promise<StripeSandbox> =>
    StripeSandbox.start({ dataDir, now, refundSettlesAfterMs: 3_600_000 });
  let sandbox = await start();
  let stripe = sdkOf(sandbox);
  return {
    dataDir,
    now,
    get sandbox() {
      return sandbox;
    },
    get stripe() {
      return stripe;
    },
    get control() {
      return sandbox.control;
    },
    passSeconds: (seconds) => {
      aheadMs += seconds * 1_000;
    },
    pay: async ({
      amount = 15_000,
      currency = 'aed',
      orderId = 'ord_1',
      method = 'pm_card_visa',
      transferGroup,
    } = {}) => {
      const { id } = await stripe.paymentIntents.create({
        ...{ amount, currency, metadata: { order_id: orderId } },
        ...(transferGroup === undefined ? {} : { transfer_group: transferGroup }),
      });
      const intent = await stripe.paymentIntents.confirm(id, { payment_method: method });
      return { paymentId: id, chargeId: idIn(intent.latest_charge) };
    },
    verifiedAccount: async () => {
      const { id } = await stripe.accounts.create({ type: 'express', country: 'AE' });
      await sandbox.control.verifyAccount(id);
      return id;
    },
    eventTypes: async () => {
      const events = await stripe.events.list({ limit: 100 }).autoPagingToArray({ limit: 10_000 });
      return events.map(({ type }) => type).reverse();
    },
    restart: async (meanwhile) => {
      await sandbox.close();
      meanwhile?.();
      sandbox = await start();
      stripe = sdkOf(sandbox);
    },
    close: async () => {
      await sandbox.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

function sdkOf({ url, apiKey }: StripeSandbox): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(apiKey, {
    ...{ host: hostname, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false },
  });
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Account } from './account.js';
import { Api } from './api.js';
import { Control } from './control.js';
import { DueLoop } from './due-loop.js';
import { FaultPlan } from './faults.js';
import { randomText } from './identifiers.js';
import { Records } from './records.js';
import { releaseWaiting, settleRefund } from './refunds.js';
import { SandboxControl } from './sandbox-control.js';
import { SandboxServer } from './server.js';
import { settleDue } from './settlements.js';
import { WebhookDeliveries } from './webhooks.js';

export interface StripeSandboxOptions {
  /** Its records are `<dataDir>/stripe-sandbox.sqlite`. */
  readonly dataDir: string;
  /** Where events go; may be told later. The secret is made, and kept, when not given. */
  readonly webhook?: { readonly url: string; readonly secret?: string };
  /** Any free port by default. */
  readonly port?: number;
  /** For `created` of objects; deliveries go by real time. */
  readonly now?: () => Date;
  /** When a refund that is not settled at once (`pm_card_pendingRefund`, `pm_card_refundFail`) is. */
  readonly refundSettlesAfterMs?: number;
  readonly webhookRetryAfterMs?: number;
}

/** A sandbox at work, in this thread or another. */
export interface RunningSandbox {
  /** Where its API is: the `baseUrl` of the adapter. */
  readonly url: string;
  readonly apiKey: string;
  readonly webhookSecret: string;
  readonly control: SandboxControl;
  /** From now on events of these types (all by default) are posted there, those that wait at once. */
  setWebhookUrl(url: string, enabledEvents?: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

const DEFAULT_REFUND_SETTLES_AFTER_MS = 5_000;
const DEFAULT_WEBHOOK_RETRY_AFTER_MS = 1_000;

const earliest = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? (one ?? other) : Math.min(one, other);

/**
 * As much of Stripe as the product uses, for running without an account there: reached over HTTP by the real SDK,
 * durable, and able to fail on demand. It plays the provider's own books, so nothing it acknowledged is ever lost.
 */
export class StripeSandbox implements RunningSandbox {
  private constructor(
    readonly url: string,
    readonly apiKey: string,
    readonly webhookSecret: string,
    private readonly parts: {
      readonly records: Records;
      readonly server: SandboxServer;
      readonly webhooks: WebhookDeliveries;
      readonly settling: DueLoop;
    },
  ) {
    this.control = new SandboxControl(url, apiKey);
  }

  readonly control: SandboxControl;

  static async start(options: StripeSandboxOptions): Promise<StripeSandbox> {
    mkdirSync(options.dataDir, { recursive: true });
    const records = new Records(join(options.dataDir, 'stripe-sandbox.sqlite'));
    const apiKey = records.setting('api_key', () => `sk_test_${randomText(32)}`);
    const secret =
      options.webhook?.secret ?? records.setting('webhook_secret', () => `whsec_${randomText(32)}`);
    const account = new Account({
      records,
      now: options.now ?? (() => new Date()),
      refundSettlesAfterMs: options.refundSettlesAfterMs ?? DEFAULT_REFUND_SETTLES_AFTER_MS,
    });
    const webhooks = new WebhookDeliveries({
      records,
      secret,
      url: options.webhook?.url,
      retryAfterMs: options.webhookRetryAfterMs ?? DEFAULT_WEBHOOK_RETRY_AFTER_MS,
    });
    const settling = new DueLoop(() => {
      const settlesMs = settleDue(
        account,
        Date.now(),
        (id, outcome) => void settleRefund(account, id, outcome),
      );
      const availableOn = releaseWaiting(account);
      webhooks.wake();
      // Money becomes available by the account's clock, while the loop naps by the real one.
      const fundedMs = availableOn && Date.now() + (availableOn - account.nowSeconds()) * 1_000;
      return earliest(settlesMs, fundedMs);
    });
    const faults = new FaultPlan();
    const api = new Api(account, faults);
    const control = new Control({ account, faults, replies: api.replies, webhooks });
    const server = new SandboxServer({ api, control, apiKey, onChange: () => settling.wake() });
    const url = await server.listen(options.port ?? 0);
    settling.wake();
    return new StripeSandbox(url, apiKey, secret, { records, server, webhooks, settling });
  }

  setWebhookUrl(url: string, enabledEvents?: readonly string[]): Promise<void> {
    return this.control.setWebhookUrl(url, enabledEvents);
  }

  async close(): Promise<void> {
    await this.parts.server.close();
    await this.parts.settling.stop();
    await this.parts.webhooks.stop();
    this.parts.records.close();
  }
}

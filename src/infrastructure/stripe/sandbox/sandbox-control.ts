import type { PlannedFault } from './faults.js';
import type { DeliveryBehaviour } from './webhooks.js';

/** What the outside world does to payments, over HTTP: works on a sandbox in this process and in any other. */
export class SandboxControl {
  constructor(
    private readonly url: string,
    private readonly apiKey: string,
  ) {}

  /** The fan completes 3-D Secure, or fails to. */
  async authenticate(paymentId: string, outcome: 'succeed' | 'fail'): Promise<void> {
    await this.#post(`payment_intents/${paymentId}/authenticate`, { outcome });
  }

  /** The cardholder's bank disputes a payment; with `inquiry` it only asks. @returns the dispute's id (`dp_…`) */
  async dispute(paymentId: string, options: { reason?: string; inquiry?: boolean } = {}): Promise<string> {
    return (await this.#post(`payment_intents/${paymentId}/dispute`, options)).id;
  }

  async closeDispute(disputeId: string, outcome: 'won' | 'lost'): Promise<void> {
    await this.#post(`disputes/${disputeId}/close`, { outcome });
  }

  async settleRefund(
    refundId: string,
    outcome: 'succeeded' | 'failed' | 'canceled' | 'requires_action',
    failureReason?: string,
  ): Promise<void> {
    await this.#post(`refunds/${refundId}/settle`, { outcome, failure_reason: failureReason });
  }

  /** Lets the next requests go wrong. */
  async plan({ fault, operation, times }: PlannedFault): Promise<void> {
    await this.#post('faults', { fault, operation, times });
  }

  async clearFaults(): Promise<void> {
    await this.#post('clear_faults', {});
  }

  /** As Stripe does with keys older than a day. */
  async forgetIdempotencyKeys(): Promise<void> {
    await this.#post('forget_idempotency_keys', {});
  }

  /** The next `count` events never come to be. */
  async loseEvents(count: number): Promise<void> {
    await this.#post('lose_events', { count });
  }

  async deliver({ paused, duplicates, newestFirst }: DeliveryBehaviour): Promise<void> {
    await this.#post('webhooks', { paused, duplicates, newest_first: newestFirst });
  }

  /** @param enabledEvents the types that are posted there; all of them by default */
  async setWebhookUrl(url: string, enabledEvents?: readonly string[]): Promise<void> {
    await this.#post('webhook_endpoint', { url, enabled_events: enabledEvents?.join() });
  }

  async #post(
    path: string,
    fields: Readonly<Record<string, string | number | boolean | undefined>>,
  ): Promise<{ readonly id: string }> {
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined) form.set(name, String(value));
    }
    const response = await fetch(`${this.url}/sandbox/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.apiKey}` },
      body: form,
    });
    if (!response.ok) throw new Error(`the sandbox refused ${path}: ${await response.text()}`);
    return (await response.json()) as { readonly id: string };
  }
}

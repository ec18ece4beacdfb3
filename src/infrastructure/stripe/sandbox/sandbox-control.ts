import type { PlannedFault } from './faults.js';
import type { FundsSetup } from './funds.js';
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
  async dispute(
    paymentId: string,
    options: { reason?: string; inquiry?: boolean; amount?: number } = {},
  ): Promise<string> {
    return (await this.#post(`payment_intents/${paymentId}/dispute`, options)).id;
  }

  async closeDispute(disputeId: string, outcome: 'won' | 'lost'): Promise<void> {
    await this.#post(`disputes/${disputeId}/close`, { outcome });
  }

  /** The bank that only asked takes the money after all. */
  async escalateInquiry(disputeId: string): Promise<void> {
    await this.#post(`disputes/${disputeId}/escalate`, {});
  }

  /** Somebody refunds a payment in the dashboard, all of it by default. @returns the refund's id (`re_…`) */
  async refundInDashboard(paymentId: string, amount?: number): Promise<string> {
    return (await this.#post(`payment_intents/${paymentId}/refund`, { amount })).id;
  }

  async settleRefund(
    refundId: string,
    outcome: 'succeeded' | 'failed' | 'canceled' | 'requires_action',
    failureReason?: string,
  ): Promise<void> {
    await this.#post(`refunds/${refundId}/settle`, { outcome, failure_reason: failureReason });
  }

  /** A connected account is all that Stripe asks for: money can be transferred to it. */
  async verifyAccount(accountId: string): Promise<void> {
    await this.#post(`accounts/${accountId}/verify`, {});
  }

  /** No money can be transferred there until it is verified again. */
  async restrictAccount(accountId: string, reason = 'requirements.past_due'): Promise<void> {
    await this.#post(`accounts/${accountId}/restrict`, { reason });
  }

  /** Its owner's bank gets all that lies there: no transfer to it can be reversed any more. */
  async payOutConnectedAccount(accountId: string): Promise<void> {
    await this.#post(`accounts/${accountId}/pay_out`, {});
  }

  /** Somebody takes a transfer back in the dashboard, all of it by default. */
  async reverseTransferInDashboard(transferId: string, amount?: number): Promise<void> {
    await this.#post(`transfers/${transferId}/reverse`, { amount });
  }

  /** Stripe sends what is available to the platform's own bank. @returns the payout's id (`po_…`) */
  async payOut(currency: string): Promise<string> {
    return (await this.#post('balance/-/pay_out', { currency })).id;
  }

  async settlePayout(payoutId: string, outcome: 'paid' | 'failed', failureCode?: string): Promise<void> {
    await this.#post(`payouts/${payoutId}/settle`, { outcome, failure_code: failureCode });
  }

  /** The platform adds money to its balance. @returns the top-up's id (`tu_…`) */
  async topUp(amount: number, currency: string): Promise<string> {
    return (await this.#post('balance/-/top_up', { amount, currency })).id;
  }

  /** Stripe takes something for a service of its own, out of the balance. */
  async takeFee(amount: number, currency: string): Promise<void> {
    await this.#post('balance/-/take_fee', { amount, currency });
  }

  /** Stripe puts something into the balance, for a reason of its own. */
  async adjust(amount: number, currency: string): Promise<void> {
    await this.#post('balance/-/adjust', { amount, currency });
  }

  /** From now on it is later at the provider. Webhooks still go by real time. */
  async advanceClock(seconds: number): Promise<void> {
    await this.#post('clock/-/advance', { seconds });
  }

  /** How long charges stay pending, and whether refunds wait for money or the bank account pays for them. */
  async setUpFunds({ availableAfterS, coversShortfalls }: Partial<FundsSetup>): Promise<void> {
    await this.#post('balance/-/set_up', {
      available_after_s: availableAfterS,
      covers_shortfalls: coversShortfalls,
    });
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

  /** The next `count` events, or those of these types, never come to be. */
  async loseEvents(count: number, types?: readonly string[]): Promise<void> {
    await this.#post('lose_events', { count, types: types?.join() });
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

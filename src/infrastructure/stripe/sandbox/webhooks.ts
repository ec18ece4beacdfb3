import { createHmac } from 'node:crypto';
import { DueLoop } from './due-loop.js';
import type { Records } from './records.js';

export interface WebhookOptions {
  readonly records: Records;
  readonly secret: string;
  readonly url?: string | undefined;
  /** The first repetition comes after this, each further one after twice as long. */
  readonly retryAfterMs: number;
}

/** What a test may ask of the deliveries: all that Stripe says can happen to them. */
export interface DeliveryBehaviour {
  /** Nothing is delivered while it is true. */
  readonly paused?: boolean;
  /** How many times more than once each event is posted. */
  readonly duplicates?: number;
  /** What waits is delivered from the newest to the oldest. */
  readonly newestFirst?: boolean;
}

const TIMEOUT_MS = 10_000;
const MAX_RETRY_MS = 60_000;
/** Stripe goes on for three days; then the event counts as undelivered for good. */
const MAX_ATTEMPTS = 100;
const PARALLEL = 4;

/**
 * Posts events, signed, to the one endpoint of the account until it answers 2xx. What waits is in the records, so a
 * killed process goes on where it was: an event may come twice, and in no particular order, as from Stripe.
 */
export class WebhookDeliveries {
  readonly #records: Records;
  readonly #secret: string;
  readonly #retryAfterMs: number;
  readonly #loop = new DueLoop(() => this.#deliverDue());
  readonly #stop = new AbortController();
  #url: string | undefined;
  #behaviour: Required<DeliveryBehaviour> = { paused: false, duplicates: 0, newestFirst: false };

  constructor({ records, secret, url, retryAfterMs }: WebhookOptions) {
    this.#records = records;
    this.#secret = secret;
    this.#url = url;
    this.#retryAfterMs = retryAfterMs;
  }

  /** Delivers what is due; call it when there may be something new. */
  wake(): void {
    this.#loop.wake();
  }

  /** From now on events go there, those still waiting at once. */
  setUrl(url: string): void {
    this.#url = url;
    this.#records.run('UPDATE deliveries SET due_at_ms = ? WHERE due_at_ms IS NOT NULL', Date.now());
    this.wake();
  }

  behave(behaviour: DeliveryBehaviour): void {
    this.#behaviour = { ...this.#behaviour, ...behaviour };
    this.wake();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop.stop();
  }

  async #deliverDue(): Promise<number | undefined> {
    const url = this.#url;
    if (url === undefined || this.#behaviour.paused) return undefined;
    const order = this.#behaviour.newestFirst ? 'DESC' : 'ASC';
    const due = this.#records.rows(
      `SELECT event_id, body, attempts FROM deliveries JOIN objects ON id = event_id
       WHERE due_at_ms <= ? ORDER BY seq ${order} LIMIT ?`,
      Date.now(),
      PARALLEL,
    );
    await Promise.all(
      due.map(([id, body, attempts]) => this.#deliver(url, id as string, body as string, attempts as number)),
    );
    const next = this.#records.row('SELECT min(due_at_ms) FROM deliveries WHERE due_at_ms IS NOT NULL')?.[0];
    return typeof next === 'number' && !this.#stop.signal.aborted ? next : undefined;
  }

  async #deliver(url: string, id: string, body: string, attempts: number): Promise<void> {
    let delivered = true;
    for (let copy = 0; copy <= this.#behaviour.duplicates; copy += 1) {
      delivered = (await this.#post(url, body)) && delivered;
    }
    if (this.#stop.signal.aborted) return;
    const nextMs = this.#retryAfterMs * 2 ** Math.min(attempts, 20);
    const dueAtMs =
      delivered || attempts + 1 >= MAX_ATTEMPTS ? null : Date.now() + Math.min(nextMs, MAX_RETRY_MS);
    this.#records.atomically(() => {
      this.#records.run(
        'UPDATE deliveries SET delivered = ?, attempts = attempts + 1, due_at_ms = ? WHERE event_id = ?',
        delivered ? 1 : 0,
        dueAtMs,
        id,
      );
      if (!delivered) return;
      this.#records.run("UPDATE objects SET body = json_set(body, '$.pending_webhooks', 0) WHERE id = ?", id);
    });
  }

  async #post(url: string, body: string): Promise<boolean> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': this.#signature(body),
        },
        redirect: 'manual',
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false; // nobody answers there (yet): it is tried again
    }
  }

  /** With the real time, whatever the account's clock says: receivers check the age of a webhook. */
  #signature(body: string): string {
    const timestamp = Math.floor(Date.now() / 1_000);
    const mac = createHmac('sha256', this.#secret)
      .update(`${String(timestamp)}.${body}`)
      .digest('hex');
    return `t=${String(timestamp)},v1=${mac}`;
  }
}

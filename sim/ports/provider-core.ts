import {
  PaymentOutcomeUnknownError,
  PaymentRequestRefusedError,
  type ProviderEvent,
} from '../../src/application/ports/payment-gateway.js';
import type { Money } from '../../src/domain/money.js';
import type { Dice } from '../world/dice.js';
import type { BankMovement, Movement, Payment } from './provider-objects.js';

type Kept = { readonly request: string; readonly atMs: number } & (
  { readonly answer: unknown } | { readonly fault: true } | { readonly refusal: unknown }
);

export interface Keeping {
  readonly keepsFaults?: boolean;
  /** That it did not do it, and why, is an answer as well. */
  readonly keepsRefusals?: boolean;
  /** What is kept under a key is forgotten after so long; for ever where nothing is said. */
  readonly forMs?: number;
}

/** What all parts of the provider share: its books of what moved, names, kept answers, and the events that it tells. */
export class ProviderCore {
  readonly movements: Movement[] = [];
  /** Between its balance and our bank. */
  readonly bankMovements: BankMovement[] = [];
  /** Every event that came to be, told or not. */
  readonly events: ProviderEvent[] = [];
  /** When each object was made. */
  readonly madeMs = new Map<string, number>();
  /** Told of requests that nobody makes who knows what they are doing. */
  onMistake: (what: string) => void = () => undefined;
  readonly #kept = new Map<string, Kept>();
  #count = 0;

  constructor(
    readonly dice: Dice,
    /** Of a thousand requests, how many it answers with a fault that it then keeps under their key. */
    private readonly keepsFaultPermille: () => number,
    private readonly tellOut: (event: ProviderEvent) => void,
    /** Whether what the provider lets wait is decided later; by whom is up to the world. */
    readonly later: (what: () => void) => void,
    /** What was slow to arrive does so after minutes, or hours: it may have been asked for again by then. */
    readonly soon: (what: () => void) => void,
    /** Of a thousand transfers, how many are. */
    readonly slowPermille: () => number,
    readonly nowMs: () => number,
    /** What we ask for twice within so long, we may have asked for by two instances at once. */
    readonly atOnceMs: number,
  ) {}

  /**
   * The same key with the same request answers as the first time, also when that was a fault; of creating a payment the adapter keeps
   * such faults to itself.
   */
  once<Answer>(key: string, parameters: object, work: () => Answer, keeping: Keeping = {}): Answer {
    const { keepsFaults = true, keepsRefusals = false, forMs = Number.POSITIVE_INFINITY } = keeping;
    const request = JSON.stringify(parameters);
    const atMs = this.nowMs();
    const kept = this.#kept.get(key);
    if (kept !== undefined && atMs - kept.atMs < forMs) return this.again(key, kept, request) as Answer;
    if (keepsFaults && this.dice.permille(this.keepsFaultPermille())) {
      this.#kept.set(key, { request, atMs, fault: true });
      throw new PaymentOutcomeUnknownError('simulated: a fault that the provider keeps');
    }
    const keepRefusal = (refusal: unknown) =>
      keepsRefusals && this.#kept.set(key, { request, atMs, refusal });
    const answer = refusalsTold(work, keepRefusal);
    this.#kept.set(key, { request, atMs, answer });
    return answer;
  }

  private again(key: string, kept: Kept, request: string): unknown {
    if (kept.request !== request)
      throw this.mistaken('idempotency_error', `the key ${key} was used for another request`);
    if ('fault' in kept) throw new PaymentOutcomeUnknownError('simulated: a fault that the provider keeps');
    if ('refusal' in kept) throw kept.refusal;
    return kept.answer;
  }

  private happened(event: ProviderEvent): void {
    this.events.push(event);
    this.tellOut(event);
  }

  /** Without one of its orders or payments. */
  tellOf(type: string, objectId: string): void {
    const id = this.newId('evt');
    this.happened({ id, type, objectId, orderId: undefined, paymentId: undefined });
  }

  move(what: Movement['what'], { orderId }: Payment, minor: bigint): void {
    this.movements.push({ what, orderId, minor, atMs: this.nowMs() });
  }

  moveBank(category: BankMovement['category'], { amountMinor, currency }: Money): string {
    const id = this.newId('txn');
    const leaves = category === 'payout' || category === 'topup_reversal';
    this.bankMovements.push({
      ...{ id, category, currency, atMs: this.nowMs() },
      amountMinor: leaves ? -amountMinor : amountMinor,
    });
    return id;
  }

  /** Disputes, and what is made in the dashboard, do not carry the order. */
  tell(type: string, objectId: string, { paymentId, orderId }: Payment): void {
    const carriesOrder = type.startsWith('payment_intent.');
    this.happened({
      ...{ id: this.newId('evt'), type, objectId, paymentId },
      orderId: carriesOrder ? orderId : undefined,
    });
  }

  mistaken(code: string, detail: string): PaymentRequestRefusedError {
    this.onMistake(`${code}: ${detail}`);
    return new PaymentRequestRefusedError(code, detail);
  }

  newId(prefix: string): string {
    const id = `${prefix}_${String((this.#count += 1))}`;
    this.madeMs.set(id, this.nowMs());
    return id;
  }
}

function refusalsTold<Answer>(work: () => Answer, tell: (refusal: unknown) => void): Answer {
  try {
    return work();
  } catch (refusal) {
    tell(refusal);
    throw refusal;
  }
}

import { createHash } from 'node:crypto';
import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { OrderId } from '../../domain/ids.js';
import {
  nameOfEvidence,
  recordEvidenceRefused,
  recordEvidenceSubmitted,
} from '../../domain/order/decide-evidence.js';
import { paymentOf } from '../../domain/order/order.js';
import { orders } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { evidenceForBank } from '../orders/evidence/evidence-for-bank.js';
import { evidencePaper } from '../orders/evidence/evidence-paper.js';
import type { OrderEvidence } from '../orders/evidence/order-evidence.js';
import type { PaperPrinter } from '../ports/paper.js';
import { eventsOf } from '../orders/evidence/events-of-type.js';
import { readEvidence } from '../orders/evidence/read-evidence.js';
import {
  type DisputeStatus,
  EVIDENCE_BYTES,
  type EvidenceDocument,
  type EvidenceForBank,
  type PaymentGateway,
  PaymentRequestRefusedError,
} from '../ports/payment-gateway.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { KeyedQueue } from '../runtime/keyed-queue.js';
import type { StreamReader } from '../runtime/stream-reader.js';
import { type Cause, causeOf, isEvent, type Process } from './process.js';
import { ProviderCalls } from './provider-calls.js';

const NAME = 'evidence';

interface Prepared {
  readonly orderId: OrderId;
  readonly disputeId: string;
  readonly attempt: number;
}

/**
 * Answers a bank that takes a fan's money back. `ChargebackEvidencePrepared` is the intent. A bank takes evidence once, so the provider
 * is asked first whether it has this one: a lost reply never makes a second answer, and what is not known is looked up.
 */
export class EvidenceProcess implements Process {
  readonly name = NAME;
  readonly takes = ['ChargebackEvidencePrepared'] as const;
  readonly #queue = new KeyedQueue();
  readonly #calls: ProviderCalls;

  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly gateway: PaymentGateway,
    private readonly streams: Pick<StreamReader, 'read'>,
    /** `undefined` where the bank is answered in words alone. */
    private readonly printer: PaperPrinter | undefined,
  ) {
    this.#calls = new ProviderCalls(NAME, aggregates);
  }

  async handle(event: DecodedEvent<ShoutoutsEvent>): Promise<void> {
    if (isEvent(event, 'ChargebackEvidencePrepared')) await this.resume(event.data.orderId, causeOf(event));
  }

  /** Takes what was prepared as far as it can go now. Doing it again changes nothing. */
  resume(orderId: OrderId, cause: Cause): Promise<void> {
    return this.#queue.run(orderId, async () => {
      const prepared = await this.prepared(orderId);
      if (prepared === undefined || (await this.lookUp(prepared, cause))) return;
      await this.submit(prepared, cause);
    });
  }

  private async prepared(orderId: OrderId): Promise<Prepared | undefined> {
    const { state: order } = await this.aggregates.load(orders, orderId);
    const payment = order.status === 'none' ? null : paymentOf(order);
    if (payment?.evidence.status !== 'prepared' || payment.chargeback.status === 'none') return undefined;
    return { orderId, disputeId: payment.chargeback.disputeId, attempt: payment.evidence.attempt };
  }

  /** Whether there is nothing left to send: the bank has this answer, or another one, or has decided without. */
  private async lookUp(prepared: Prepared, cause: Cause): Promise<boolean> {
    const found = await this.gateway.findDispute(prepared.disputeId);
    if (found.takesEvidence) return false;
    const isOurs = found.evidenceName === nameOfEvidence(prepared.orderId, prepared.attempt);
    if (isOurs || (found.isEvidenceSubmitted && found.status === 'open'))
      await this.tellSubmitted(prepared, found, cause);
    else
      await this.tellRefused(prepared, found.status === 'open' ? 'not_taken' : 'chargeback_decided', cause);
    return true;
  }

  private async submit(prepared: Prepared, cause: Cause): Promise<void> {
    const { orderId, disputeId, attempt } = prepared;
    const name = nameOfEvidence(orderId, attempt);
    const { evidence, document } = await this.evidenceFor(prepared);
    // After a lost reply the provider was asked, and has none: a new key, since under the old one it would repeat the fault that it
    // stored. What somebody was forgotten in since is another request, too.
    const failures = await this.#calls.failures(orderId);
    const idempotencyKey = `evidence-${name}-${String(failures)}-${digestOf(evidence)}`;
    try {
      const sent = await this.#calls.ask(orderId, 'evidence', cause, () =>
        this.gateway.submitEvidence({ disputeId, name, evidence, document, idempotencyKey }),
      );
      if (sent !== undefined) await this.tellSubmitted(prepared, sent.reply, cause);
    } catch (error) {
      if (!(error instanceof PaymentRequestRefusedError)) throw error;
      // Somebody may have been faster, in the dashboard; or the bank.
      if (!(await this.lookUp(prepared, cause))) await this.tellRefused(prepared, error.code, cause);
    }
  }

  /** As it stood when it was prepared, so that a second try says the same. */
  private async evidenceFor({ orderId, attempt }: Prepared): Promise<{
    readonly evidence: EvidenceForBank;
    readonly document: EvidenceDocument | undefined;
  }> {
    const intents = eventsOf(await this.streams.read(orders, orderId), 'ChargebackEvidencePrepared');
    const intent = intents.find(({ data }) => data.attempt === attempt);
    const evidence = intent && (await readEvidence(this.streams, orderId, intent.position));
    if (evidence === undefined) throw new Error(`${orderId} was prepared evidence for, and has none`);
    return { evidence: evidenceForBank(evidence), document: await this.documentOf(evidence) };
  }

  /** One that is too large for the provider is left out: all of it is there in words. */
  private async documentOf(evidence: OrderEvidence): Promise<EvidenceDocument | undefined> {
    if (this.printer === undefined) return undefined;
    const bytes = await this.printer.print(evidencePaper(evidence));
    const { mediaType } = this.printer;
    const name = `evidence-${evidence.orderId}.pdf`;
    return bytes.length > EVIDENCE_BYTES ? undefined : { name, mediaType, bytes };
  }

  private tellSubmitted({ orderId, disputeId }: Prepared, found: DisputeStatus, cause: Cause): Promise<void> {
    const { evidenceName: name, evidenceDueBy = null } = found;
    return this.#calls.tell(orderId, cause, `submitted ${String(name)}`, (order, now) =>
      recordEvidenceSubmitted(order, { disputeId, name, evidenceDueBy, now }),
    );
  }

  private tellRefused({ orderId, disputeId, attempt }: Prepared, code: string, cause: Cause): Promise<void> {
    return this.#calls.tell(orderId, cause, `refused ${code}`, (order, now) =>
      recordEvidenceRefused(order, { disputeId, attempt, code, now }),
    );
  }
}

const digestOf = (evidence: EvidenceForBank): string =>
  createHash('sha256').update(JSON.stringify(evidence)).digest('hex').slice(0, 16);

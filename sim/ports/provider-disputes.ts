import {
  type DisputeStatus,
  PaymentRequestRefusedError,
  type SubmitEvidence,
} from '../../src/application/ports/payment-gateway.js';
import { money, type Money } from '../../src/domain/money.js';
import { epochMs, type Instant } from '../../src/domain/time.js';
import type { ProviderCore } from './provider-core.js';
import { canGiveBack, leftMinorOf, type Dispute, type Payment } from './provider-objects.js';

/** What the provider takes for a dispute. */
const DISPUTE_FEE_MINOR = 1_500n;

/** What banks dispute, at the provider. */
export class SimulatedDisputes {
  readonly #disputes = new Map<string, Dispute>();

  constructor(
    private readonly core: ProviderCore,
    private readonly paymentOf: (orderId: string) => Payment | undefined,
  ) {}

  all(): readonly Dispute[] {
    return [...this.#disputes.values()];
  }

  find(disputeId: string): DisputeStatus {
    const dispute = this.#disputes.get(disputeId);
    if (dispute === undefined) throw this.core.mistaken('resource_missing', disputeId);
    const { status, payment, isInquiry, evidenceDueBy, evidence } = dispute;
    const moved = (minor: bigint): Money => money(minor, payment.amount.currency);
    return {
      ...{ disputeId, status, amount: payment.amount, reason: 'fraudulent' },
      ...{ isInquiry, evidenceDueBy, isEvidenceSubmitted: evidence.length > 0 },
      takesEvidence: status === 'open' && dispute.takesEvidence,
      evidenceName: evidence.findLast(({ name }) => name !== undefined)?.name,
      ...{ withdrawn: moved(dispute.withdrawnMinor), reinstated: moved(dispute.reinstatedMinor) },
      fee: moved(dispute.feeMinor),
    };
  }

  /** The fan's bank takes the money back until that is decided, or only asks about it. */
  open(orderId: string, isInquiry: boolean, evidenceDueBy: Instant): string | undefined {
    const payment = this.paymentOf(orderId);
    // Of what was given back in part, banks know nothing, and ask for all of it.
    if (payment === undefined || !canGiveBack(payment, leftMinorOf(payment))) return undefined;
    const dispute: Dispute = {
      ...{ disputeId: this.core.newId('dp'), payment, status: 'open', isInquiry, evidenceDueBy },
      ...{ takesEvidence: true, evidence: [], wasDecidedAgain: false },
      ...{ withdrawnMinor: 0n, reinstatedMinor: 0n, feeMinor: 0n },
    };
    payment.dispute = dispute;
    this.#disputes.set(dispute.disputeId, dispute);
    this.core.tell('charge.dispute.created', dispute.disputeId, payment);
    if (!isInquiry) this.withdraw(dispute);
    return dispute.disputeId;
  }

  /** The bank that only asked takes the money, and there is more time to answer. */
  escalate(disputeId: string, evidenceDueBy: Instant): void {
    const dispute = this.#disputes.get(disputeId);
    if (dispute?.status !== 'open' || !dispute.isInquiry) return;
    dispute.isInquiry = false;
    dispute.evidenceDueBy = evidenceDueBy;
    dispute.takesEvidence = true;
    this.core.tell('charge.dispute.updated', disputeId, dispute.payment);
    this.withdraw(dispute);
  }

  /** The bank takes one answer, and in time. */
  submit({ disputeId, name, evidence, idempotencyKey }: SubmitEvidence): DisputeStatus {
    const said = JSON.stringify(evidence);
    return this.core.once(idempotencyKey, { disputeId, name, said }, () => {
      const dispute = this.#disputes.get(disputeId);
      if (dispute === undefined) throw this.core.mistaken('resource_missing', disputeId);
      const same = dispute.evidence.find((each) => each.name === name);
      if (same !== undefined && this.core.nowMs() - same.atMs >= this.core.atOnceMs)
        this.core.onMistake(`${name} is submitted again, and the bank has it`);
      this.take(dispute, name, said);
      return this.find(disputeId);
    });
  }

  /** Somebody submits evidence by hand, in the provider's dashboard. False where none is taken. */
  submitInDashboard(disputeId: string): boolean {
    const dispute = this.#disputes.get(disputeId);
    if (dispute === undefined || this.refusalOf(dispute) !== undefined) return false;
    this.take(dispute, undefined, 'by hand');
    return true;
  }

  private take(dispute: Dispute, name: string | undefined, said: string): void {
    const refusal = this.refusalOf(dispute);
    if (refusal !== undefined)
      throw new PaymentRequestRefusedError('invalid_request_error', `${dispute.disputeId}: ${refusal}`);
    dispute.takesEvidence = false;
    dispute.evidence.push({ name, atMs: this.core.nowMs(), said });
    this.core.tell('charge.dispute.updated', dispute.disputeId, dispute.payment);
  }

  private refusalOf({ status, takesEvidence, evidenceDueBy }: Dispute): string | undefined {
    if (status !== 'open') return 'it is closed';
    if (!takesEvidence) return 'evidence was submitted';
    return epochMs(evidenceDueBy) < this.core.nowMs() ? 'it is past due' : undefined;
  }

  /** The money comes back at once, or some time after the bank has decided. */
  close(disputeId: string, outcome: 'won' | 'lost'): void {
    const dispute = this.#disputes.get(disputeId);
    if (dispute?.status !== 'open') return;
    dispute.status = outcome;
    this.core.tell('charge.dispute.closed', disputeId, dispute.payment);
    this.moveAsDecided(dispute);
  }

  /** The fan's bank, or the card network, sees it otherwise than before. False where nothing was decided. */
  decideAgain(disputeId: string): boolean {
    const dispute = this.#disputes.get(disputeId);
    if (dispute === undefined || dispute.status === 'open') return false;
    dispute.wasDecidedAgain = true;
    dispute.status = dispute.status === 'won' ? 'lost' : 'won';
    this.core.tell('charge.dispute.closed', disputeId, dispute.payment);
    this.moveAsDecided(dispute);
    return true;
  }

  wasDecidedAgain(disputeId: string): boolean {
    return this.#disputes.get(disputeId)?.wasDecidedAgain === true;
  }

  private moveAsDecided(dispute: Dispute): void {
    const isTaken = () => dispute.withdrawnMinor > dispute.reinstatedMinor;
    if (dispute.status === 'lost') {
      if (!isTaken()) this.withdraw(dispute);
      return;
    }
    const giveBack = () => {
      if (dispute.status === 'won' && isTaken()) this.reinstate(dispute);
    };
    if (!isTaken()) return;
    if (this.core.dice.permille(500)) giveBack();
    else this.core.later(giveBack);
  }

  private withdraw(dispute: Dispute): void {
    const { payment, disputeId } = dispute;
    dispute.withdrawnMinor += payment.amount.amountMinor;
    dispute.feeMinor += DISPUTE_FEE_MINOR;
    this.core.move('dispute', payment, -payment.amount.amountMinor);
    this.core.move('dispute fee', payment, -DISPUTE_FEE_MINOR);
    this.core.tell('charge.dispute.funds_withdrawn', disputeId, payment);
  }

  /** Now and then it gives its fee back, too. */
  private reinstate(dispute: Dispute): void {
    const { payment, disputeId } = dispute;
    dispute.reinstatedMinor += payment.amount.amountMinor;
    this.core.move('dispute won', payment, payment.amount.amountMinor);
    if (this.core.dice.permille(300)) {
      this.core.move('dispute fee', payment, dispute.feeMinor);
      dispute.feeMinor = 0n;
    }
    this.core.tell('charge.dispute.funds_reinstated', disputeId, payment);
  }
}

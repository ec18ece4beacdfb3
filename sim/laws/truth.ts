import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { DisputeStatus } from '../../src/application/ports/payment-gateway.js';
import type { World } from '../world/world.js';

interface OrderData {
  readonly orderId: string;
  readonly paymentId?: string;
  readonly refundId?: string;
  readonly disputeId?: string;
  readonly [field: string]: unknown;
}

/** By which field of which event a clock of the order is set. */
const DUE: Readonly<Record<string, readonly string[]>> = {
  OrderPlaced: ['payBy'],
  FundsHeld: ['acceptBy', 'reviewBy'],
  RequestApproved: ['acceptBy'],
  OrderAccepted: ['deliverBy'],
  VideoSubmitted: ['reviewBy'],
  VideoRejected: ['deliverBy'],
};

/** What may only be done when it is too late; the field that says when it was done. */
const EXPIRED: Readonly<Record<string, string>> = {
  OrderLapsed: 'lapsedAt',
  AcceptanceExpired: 'expiredAt',
  DeliveryExpired: 'expiredAt',
  ReviewExpired: 'expiredAt',
};

/** What the provider said may be so long ago when it comes into the log. */
const MOMENT_MS = 10 * 60_000;

/** Two looks for what is due, and an hour for whatever else there is to do. */
const LATEST_MS = 7 * 3_600_000;

/**
 * What the log says, held against what is so: the clocks of orders (product.md, facts 3 and 5), and the provider (rule 5 of "Money,
 * always true"). Checked with each event that comes into the log.
 */
export class Truth {
  readonly #due = new Map<string, string>();
  /** Refunds that the log has called failed. */
  readonly #failed = new Set<string>();

  constructor(private readonly world: World) {}

  take({ type, data: stored }: RecordedEvent): void {
    const data = stored as unknown as OrderData;
    const { orderId } = data;
    if (type === 'ProviderEventAbandoned') this.world.broke(`a process gave up: ${JSON.stringify(data)}`);
    if (typeof orderId !== 'string') return;
    this.checkVideo(type, data);
    this.checkClock(type, data);
    this.checkProvider(type, data);
    for (const field of DUE[type] ?? []) {
      const due = data[field];
      if (typeof due === 'string') this.#due.set(orderId, due);
    }
  }

  private checkVideo(type: string, { orderId, video }: OrderData): void {
    if (type !== 'VideoSubmitted') return;
    const { videoId } = video as { readonly videoId: string };
    if (this.world.files.get(videoId)?.orderId !== orderId)
      this.broke(orderId, `the video ${videoId} was uploaded for another order`);
  }

  private checkClock(type: string, data: OrderData): void {
    const { orderId } = data;
    const due = this.#due.get(orderId);
    if (due === undefined) return;
    const expired = data[EXPIRED[type] ?? ''];
    if (typeof expired === 'string') this.expired(orderId, type, expired, due);
  }

  private checkProvider(type: string, { orderId, paymentId, refundId, disputeId }: OrderData): void {
    const { provider } = this.world;
    if (type === 'FundsHeld' && provider.find(String(paymentId)).status !== 'succeeded')
      this.broke(orderId, 'funds are held that the provider has not taken');
    if ((type === 'RefundIssued' || type === 'PartRefunded') && !provider.refunds.hasIssued(String(refundId)))
      this.broke(orderId, 'a refund is called issued that the provider has not made');
    if (type === 'RefundFailed' && typeof refundId === 'string') this.takeFailed(orderId, refundId);
    if (type === 'RefundIssued') this.checkStillIssued(orderId, String(refundId));
    if (typeof disputeId === 'string') this.checkDispute(type, orderId, provider.disputes.find(disputeId));
  }

  private takeFailed(orderId: string, refundId: string): void {
    if (this.#failed.has(refundId)) this.broke(orderId, `the refund ${refundId} is called failed twice`);
    this.#failed.add(refundId);
  }

  /** What failed is never issued again; that it has just failed, the program need not have heard of. */
  private checkStillIssued(orderId: string, refundId: string): void {
    const failedMs = this.world.provider.refunds.failedMs(refundId);
    const isKnown = failedMs !== undefined && this.world.time.storyMs - failedMs > MOMENT_MS;
    if (isKnown || this.#failed.has(refundId))
      this.broke(orderId, `the refund ${refundId} is called issued, and it has failed`);
  }

  /** What is decided and what has moved is told when it is so, and not before. */
  private checkDispute(
    type: string,
    orderId: string,
    { disputeId, status, withdrawn, reinstated }: DisputeStatus,
  ): void {
    const isUndecided = status !== TOLD[type] && !this.world.provider.disputes.wasDecidedAgain(disputeId);
    if (TOLD[type] !== undefined && isUndecided)
      this.broke(orderId, `${type}, and by the provider it is ${status}`);
    if (type === 'ChargebackFundsWithdrawn' && withdrawn.amountMinor === 0n)
      this.broke(orderId, 'disputed money is called taken that the provider has not taken');
    if (type === 'ChargebackFundsReinstated' && reinstated.amountMinor === 0n)
      this.broke(orderId, 'disputed money is called given back that the provider has not given back');
  }

  private expired(orderId: string, type: string, at: string, due: string): void {
    if (at < due) this.broke(orderId, `${type} at ${at}, and there was time until ${due}`);
    const calmSinceMs = this.world.faults.overSinceMs;
    if (calmSinceMs === undefined) return;
    const lateMs = Date.parse(at) - Math.max(Date.parse(due), calmSinceMs);
    if (lateMs > LATEST_MS)
      this.broke(orderId, `${type} ${String(lateMs / 3_600_000)} hours after it was due`);
  }

  private broke(orderId: string, law: string): void {
    this.world.broke(`${orderId}: ${law}`);
  }
}

const TOLD: Readonly<Record<string, DisputeStatus['status']>> = {
  ChargebackWon: 'won',
  ChargebackLost: 'lost',
};

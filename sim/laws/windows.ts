import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { World } from '../world/world.js';
import { type OrderStory, type Said, textIn } from './order-story.js';

/** A clock that an event sets: from when, and by which of the order's terms. */
interface Clock {
  readonly field: string;
  readonly from: string;
  readonly window: string;
}

/** When something may be done: in these states, and at an instant before they are due. */
interface Turn {
  readonly at: string;
  readonly while: readonly string[];
}

const CLOCKS: Readonly<Record<string, readonly Clock[]>> = {
  OrderPlaced: [{ field: 'payBy', from: 'placedAt', window: 'paymentWindowMs' }],
  FundsHeld: [
    { field: 'acceptBy', from: 'heldAt', window: 'acceptanceWindowMs' },
    { field: 'reviewBy', from: 'heldAt', window: 'reviewWindowMs' },
  ],
  RequestApproved: [{ field: 'acceptBy', from: 'approvedAt', window: 'acceptanceWindowMs' }],
  OrderAccepted: [{ field: 'deliverBy', from: 'acceptedAt', window: 'deliveryWindowMs' }],
  VideoSubmitted: [{ field: 'reviewBy', from: 'submittedAt', window: 'reviewWindowMs' }],
  VideoDelivered: [{ field: 'availableAt', from: 'deliveredAt', window: 'holdMs' }],
};

/** What may be done while the order is in which state, and only before it is due. */
const IN_TIME: Readonly<Record<string, Turn>> = {
  RequestApproved: { at: 'approvedAt', while: ['in_request_review'] },
  RequestRejected: { at: 'rejectedAt', while: ['in_request_review'] },
  OrderAccepted: { at: 'acceptedAt', while: ['awaiting_acceptance'] },
  OrderDeclined: { at: 'declinedAt', while: ['awaiting_acceptance'] },
  OrderWithdrawn: {
    at: 'withdrawnAt',
    while: ['awaiting_payment', 'in_request_review', 'awaiting_acceptance'],
  },
  // The order may end between the look at it and the event, which is its payment's.
  PaymentRetried: { at: 'retriedAt', while: ['awaiting_payment', 'ended'] },
  VideoSubmitted: { at: 'submittedAt', while: ['accepted'] },
  VideoApproved: { at: 'approvedAt', while: ['in_video_review'] },
  VideoRejected: { at: 'rejectedAt', while: ['in_video_review'] },
};

/** Money that comes in time is the order's; what comes later goes back, and sets no clock. */
const turnOf = (type: string, said: Said): Turn | undefined =>
  type === 'FundsHeld' && (said['acceptBy'] ?? said['reviewBy']) !== null
    ? { at: 'heldAt', while: ['awaiting_payment'] }
    : IN_TIME[type];

const plus = (from: string, ms: number): string => new Date(Date.parse(from) + ms).toISOString();

/**
 * The windows of product.md, each by the terms that the order was placed under: how long everybody has, and that nothing is done after
 * its time or out of its turn. To be asked before the order's story has taken the event.
 */
export class Windows {
  /** What was left of the delivery window when the video was handed in. */
  readonly #leftMs = new Map<string, number>();

  constructor(
    private readonly world: World,
    private readonly stories: ReadonlyMap<string, OrderStory>,
  ) {}

  take({ type, data }: RecordedEvent): void {
    const said = data as unknown as Said;
    const story = this.stories.get(said.orderId);
    const terms = (story?.placed ?? said).terms;
    for (const clock of CLOCKS[type] ?? []) this.checkClock(type, said, terms, clock);
    if (story === undefined) return;
    const turn = turnOf(type, said);
    if (turn !== undefined) this.checkTurn(story, type, said, turn);
    this.checkStoppedClock(story, type, said);
    if (type === 'OrderRated') this.checkRating(story);
  }

  private checkClock(type: string, said: Said, terms: Said['terms'], { field, from, window }: Clock): void {
    if (typeof said[field] === 'string')
      this.requires(said, type, field, plus(textIn(said, from), terms[window] ?? 0));
  }

  private checkTurn({ state, due }: OrderStory, type: string, said: Said, turn: Turn): void {
    const at = textIn(said, turn.at);
    if (!turn.while.includes(state)) this.world.broke(`${said.orderId}: ${type}, and the order was ${state}`);
    if (due !== null && at >= due)
      this.world.broke(`${said.orderId}: ${type} at ${at}, and it was due before ${due}`);
  }

  private checkRating({ placed, state, stars }: OrderStory): void {
    if (state !== 'delivered' || stars !== null)
      this.world.broke(`${placed.orderId}: what was delivered is rated, and once`);
  }

  /** While a video is in review, its creator's clock stands still (product.md, "Moderation"). */
  private checkStoppedClock({ due }: OrderStory, type: string, said: Said): void {
    const { orderId } = said;
    if (type === 'VideoSubmitted')
      this.#leftMs.set(orderId, Date.parse(due ?? '') - Date.parse(textIn(said, 'submittedAt')));
    if (type === 'VideoRejected')
      this.requires(
        said,
        type,
        'deliverBy',
        plus(textIn(said, 'rejectedAt'), this.#leftMs.get(orderId) ?? 0),
      );
  }

  private requires(said: Said, type: string, field: string, expected: string): void {
    if (textIn(said, field) !== expected)
      this.world.broke(
        `${said.orderId}: ${type} says ${field} ${textIn(said, field)}, and by its terms it is ${expected}`,
      );
  }
}

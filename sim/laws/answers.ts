import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { Answer, World } from '../world/world.js';
import { type OrderStory, textIn } from './order-story.js';

/** How an order stood, from when on. */
interface Stand {
  readonly storyMs: number;
  readonly state: string;
  readonly due: string | null;
}

/** What a refusal says of the order: it was in one of these states while the answer was made. */
const SAYS: Readonly<Record<string, readonly string[]>> = {
  order_not_paid: ['awaiting_payment'],
  order_not_accepted: ['awaiting_payment', 'in_request_review', 'awaiting_acceptance'],
  order_already_accepted: ['accepted', 'in_video_review'],
  order_already_delivered: ['delivered'],
  order_already_rated: ['delivered'],
  order_in_review: ['in_request_review', 'in_video_review'],
  order_ended: ['ended'],
  withdraw_too_late: ['accepted', 'in_video_review', 'delivered'],
  payment_window_closed: ['awaiting_payment'],
  acceptance_window_closed: ['awaiting_acceptance'],
  delivery_window_closed: ['accepted'],
  review_window_closed: ['in_request_review', 'in_video_review'],
};

/** These change nothing where it is so already. */
const MAY_CHANGE_NOTHING: ReadonlySet<string> = new Set([
  'PublishOffering',
  'PauseOffering',
  'ReopenOffering',
  'RequestErasure',
  'ProposePrice',
  'AskForQuote',
]);

/** Every answer that a person was given agrees with the log, which they cannot see. */
export class Answers {
  readonly #events = new Map<string, RecordedEvent>();
  readonly #stands = new Map<string, Stand[]>();
  readonly #paidMs = new Map<string, number>();
  readonly #refused: Answer[] = [];

  constructor(
    private readonly world: World,
    private readonly stories: ReadonlyMap<string, OrderStory>,
  ) {}

  /** To be told after the stories. */
  take(event: RecordedEvent): void {
    this.#events.set(textIn(event.metadata, 'commandId'), event);
    const orderId = textIn(event.data, 'orderId');
    const story = this.stories.get(orderId);
    if (story === undefined) return;
    const { storyMs } = this.world.time;
    const stand = { storyMs, state: story.state, due: story.due };
    this.#stands.set(orderId, [...(this.#stands.get(orderId) ?? []), stand]);
    if (story.isPaid && !this.#paidMs.has(orderId)) this.#paidMs.set(orderId, storyMs);
  }

  hear(answer: Answer): void {
    if ('code' in answer.outcome) this.hearRefusal(answer, answer.outcome.code);
    else this.hearAccepted(answer);
  }

  checkEnd(): void {
    for (const { commandId, what, outcome } of this.#refused)
      if (this.#events.has(commandId) && 'code' in outcome)
        this.world.broke(`${what} ${commandId} was refused (${outcome.code}), and is in the log`);
  }

  private hearAccepted({ commandId, what, outcome }: Answer): void {
    if ('code' in outcome) return;
    const event = this.#events.get(commandId);
    const told = `${what} ${commandId} was accepted at position ${String(outcome.position)}`;
    if (event === undefined) {
      if (!MAY_CHANGE_NOTHING.has(what)) this.world.broke(`${told}, and nothing of it is in the log`);
      return;
    }
    if (event.position !== outcome.position || event.revision !== outcome.revision)
      this.world.broke(`${told}, and is in the log at ${String(event.position)}`);
  }

  private hearRefusal(answer: Answer, code: string): void {
    // Of several instances, one that stood still may append after another has refused.
    if (!this.world.isShared) this.#refused.push(answer);
    const { orderId } = answer.command as { readonly orderId?: string };
    if (orderId === undefined || !this.stories.has(orderId)) return;
    const broke = (what: string) =>
      this.world.broke(`${orderId}: ${answer.what} by ${answer.actor.id} was told ${code}, ${what}`);
    const isNotFound = code === 'order_not_found';
    if (isNotFound && this.isTheirs(answer, orderId, answer.askedMs)) broke('and it is theirs');
    if (!isNotFound && !this.isTheirs(answer, orderId, answer.answeredMs)) broke('and it is not theirs');
    this.checkReason(answer, orderId, code, broke);
  }

  private checkReason(answer: Answer, orderId: string, code: string, broke: (what: string) => void): void {
    const states = SAYS[code];
    if (states === undefined) return;
    const stands = this.standsDuring(orderId, answer).filter(({ state }) => states.includes(state));
    if (stands.length === 0) broke('and it was not so');
    else if (code.endsWith('window_closed') && stands.every(({ due }) => !isPast(due, answer)))
      broke('and there was time');
  }

  private isTheirs({ actor }: Answer, orderId: string, storyMs: number): boolean {
    const placed = this.stories.get(orderId)?.placed;
    const isThere = (sinceMs = Number.POSITIVE_INFINITY) => sinceMs < storyMs;
    if (actor.role === 'creator')
      return placed?.['creatorId'] === actor.id && isThere(this.#paidMs.get(orderId));
    const isSide = actor.role !== 'fan' || placed?.['fanId'] === actor.id;
    return isSide && isThere(this.#stands.get(orderId)?.[0]?.storyMs);
  }

  private standsDuring(orderId: string, { askedMs, answeredMs }: Answer): readonly Stand[] {
    const stands = this.#stands.get(orderId) ?? [];
    return stands.filter(
      ({ storyMs }, index) =>
        storyMs <= answeredMs && (stands[index + 1]?.storyMs ?? Number.POSITIVE_INFINITY) >= askedMs,
    );
  }
}

const isPast = (due: string | null, { latestNowMs }: Answer): boolean =>
  due !== null && Date.parse(due) <= latestNowMs;

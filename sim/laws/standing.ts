import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { Answer, World } from '../world/world.js';
import type { Fields } from './order-opinions.js';
import { AccountStories } from './account-story.js';
import { type OrderStory, textIn } from './order-story.js';
import type { Served } from './served.js';
import { Stands } from './stands.js';

/** What is known of an order, as it stood at one time. */
export type OrderStand = Pick<
  OrderStory,
  | ('state' | 'due' | 'payment' | 'refund' | 'chargeback' | 'stars')
  | ('disputeId' | 'evidenceDueBy' | 'isEvidencePrepared' | 'answeredDueBy')
>;

interface Version {
  readonly effectiveFrom: string;
  readonly terms: Fields;
}

/** So long after something has changed, a read model may not have it yet, and somebody who looks may have begun before. */
const SETTLED_MS = 6 * 3_600_000;

/** How everything stood while an answer was made, by the second opinions: what a person was told must have been so at one time of it. */
export class Standing {
  readonly orders = new Stands<OrderStand>();
  readonly #documents = new Stands<Fields | undefined>();
  readonly #slots = new Stands<number>();
  readonly #slotsNow = new Map<string, Set<string>>();
  readonly #paid = new Stands<true>();
  readonly #ordered = new Stands<true>();
  readonly #accounts = new AccountStories();
  /** When something last changed that a payout depends on, by creator. */
  readonly #changedMs = new Map<string, number>();

  constructor(
    private readonly world: World,
    private readonly served: Served,
  ) {
    served.others.onChange((model, id, document) => {
      this.#documents.take(`${model} ${id}`, world.time.storyMs, document);
    });
  }

  /** To be told after the stories. */
  take(event: RecordedEvent): void {
    const { type, data } = event;
    const { storyMs } = this.world.time;
    this.#accounts.take(event);
    if (/^(Earning|Payout)/.test(type)) this.#changedMs.set(textIn(data, 'creatorId'), storyMs);
    const orderId = textIn(data, 'orderId');
    if (type === 'OrderSlotTaken' || type === 'OrderSlotFreed')
      this.takeSlot(type, textIn(data, 'creatorId'), orderId, storyMs);
    const story = this.served.stories.all.get(orderId);
    if (story === undefined) return;
    const { state, due, payment, refund, chargeback, stars } = story;
    const { disputeId, evidenceDueBy, isEvidencePrepared, answeredDueBy } = story;
    this.orders.take(orderId, storyMs, {
      ...{ state, due, payment, refund, chargeback, stars },
      ...{ disputeId, evidenceDueBy, isEvidencePrepared, answeredDueBy },
    });
    if (story.isPaid) this.#paid.take(orderId, storyMs, true);
    if (type === 'OrderPlaced') this.#ordered.take(textIn(data, 'quoteId'), storyMs, true);
  }

  placed(orderId: string): Fields | undefined {
    return this.served.stories.all.get(orderId)?.placed;
  }

  /** Since when its creator sees it. */
  paidMs(orderId: string): number {
    return this.#paid.beganMs(orderId);
  }

  order(orderId: string, { askedMs, answeredMs }: Answer): readonly OrderStand[] {
    return this.orders.during(orderId, askedMs, answeredMs).filter((stand) => stand !== undefined);
  }

  /** What a read model of `other-opinions.ts` had to show of it. */
  of(model: string, id: string, { askedMs, answeredMs }: Answer): readonly (Fields | undefined)[] {
    return this.#documents.during(`${model} ${id}`, askedMs, answeredMs);
  }

  /** For which order a video was uploaded, if it is there. */
  madeFor(videoId: string): string | undefined {
    return this.world.files.get(videoId)?.orderId;
  }

  wasOrdered(quoteId: string, { answeredMs }: Answer): boolean {
    return this.#ordered.beganMs(quoteId) <= answeredMs;
  }

  mostSlots(creatorId: string, { askedMs, answeredMs }: Answer): number {
    return Math.max(...this.#slots.during(creatorId, askedMs, answeredMs).map((taken) => taken ?? 0));
  }

  /** Whether the market was closed at one time of it, by clocks as they were set then. */
  wasClosed(market: string, answer: Answer): boolean {
    return this.of('market_terms', market, answer).some((shown) => {
      const versions = (shown?.['versions'] ?? []) as readonly Version[];
      return [answer.earliestNowMs, answer.latestNowMs].some((nowMs) => {
        const inForce = versions.findLast(({ effectiveFrom }) => Date.parse(effectiveFrom) <= nowMs);
        return inForce?.terms['open'] !== true;
      });
    });
  }

  private takeSlot(type: string, creatorId: string, orderId: string, storyMs: number): void {
    const slots = this.#slotsNow.get(creatorId) ?? new Set<string>();
    if (type === 'OrderSlotTaken') slots.add(orderId);
    else slots.delete(orderId);
    this.#slotsNow.set(creatorId, slots);
    this.#slots.take(creatorId, storyMs, slots.size);
  }

  /** Whether a run had nobody in it: that is so where nobody could have been paid all the while. */
  wasNobodyToPay(answer: Answer): boolean {
    const { market, currency, minimumMinor } = (answer.command as { readonly run: WantedRun }).run;
    return [...this.#accounts.all.values()]
      .filter((account) => account.currency === currency && account.hold === null)
      .filter(({ creatorId }) => this.isPayable(creatorId, market, answer))
      .every(({ earnings, owedMinor }) => {
        const now = new Date(answer.earliestNowMs).toISOString();
        const available = [...earnings.values()]
          .filter(
            ({ part, payoutId, availableAt }) =>
              part === 'earned' && payoutId === null && (availableAt ?? '9') <= now,
          )
          .reduce((sum, { minor }) => sum + minor, 0);
        const amount = available - owedMinor;
        return available === 0 || amount < 1 || amount < Number(minimumMinor);
      });
  }

  private isPayable(creatorId: string, market: string, answer: Answer): boolean {
    const [destination] = this.of('destinations', creatorId, answer);
    const [creator] = this.of('catalogue', creatorId, answer);
    const isVerified = destination?.['rail'] === 'stripe_transfers' || destination?.['isVerified'] === true;
    const isSettled = answer.askedMs - (this.#changedMs.get(creatorId) ?? 0) > SETTLED_MS;
    return destination !== undefined && creator?.['market'] === market && isVerified && isSettled;
  }

  wasNothingForBank(runId: string): boolean {
    return this.#accounts
      .payouts()
      .every(({ runId: of, rail, isDoubted }) => of !== runId || rail !== 'bank_transfers' || isDoubted);
  }

  wasInBankFile(payoutId: string): boolean {
    return this.#accounts.isInFile(payoutId);
  }

  /** Of what a bank may have paid, people have said what became of it. */
  wasSomethingSettled(runId: string): boolean {
    return this.#accounts.payouts().some((payout) => payout.runId === runId && payout.settledAs !== null);
  }

  wasSomebodyLeaving(answer: Answer): boolean {
    return [...this.#accounts.all.values()].some(({ creatorId }) =>
      this.of('erasures', creatorId, answer).some((shown) => shown !== undefined),
    );
  }
}

interface WantedRun {
  readonly market: string;
  readonly currency: string;
  readonly minimumMinor: bigint;
}

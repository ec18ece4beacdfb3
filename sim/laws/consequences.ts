import { SCANNED_OFTEN_MS } from '../actors/operation.js';
import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { World } from '../world/world.js';
import type { AllBooks } from './books.js';
import { isOpen, type OrderStory, textIn } from './order-story.js';

/** So long before the end of its window, an attempt to pay has time enough. */
const ENOUGH_MS = 10 * 60_000;
/** A few looks for what is due, of which the one or the other finds a store away. */
const LONGEST_UNKNOWN_MS = 50 * 60_000;
/** Of the four or five of that time. */
const LOOKS_THAT_FAIL = 3;

interface Attempt {
  readonly method: string;
  readonly at: string;
  isRefused: boolean;
}

/** What must follow from what: at the latest when all is calm, and at once where nothing ever went wrong. */
export class Consequences {
  readonly #attempts = new Map<string, Attempt>();
  /** Of each order, what was told of it and of its payment. */
  readonly #told = new Map<string, Set<string>>();
  readonly #leaving = new Set<string>();
  /** All who ever asked to be forgotten: what they ordered too late is not paid for. */
  readonly #leavers = new Set<string>();
  /** Since when it is not known whether the provider has made a payment, and how often the program had been started by then. */
  readonly #unknown = new Map<
    string,
    { readonly storyMs: number; readonly starts: number; readonly faults: number }
  >();

  constructor(
    private readonly world: World,
    private readonly stories: ReadonlyMap<string, OrderStory>,
    private readonly books: AllBooks,
  ) {}

  take({ type, data }: RecordedEvent): void {
    const orderId = textIn(data, 'orderId');
    this.#told.set(orderId, (this.#told.get(orderId) ?? new Set<string>()).add(type));
    if (type === 'PaymentStarted') this.begin(orderId, data, textIn(data, 'startedAt'));
    if (type === 'PaymentRetried') {
      if (this.#attempts.get(orderId)?.isRefused !== true)
        this.world.broke(`${orderId}: is paid again while the first attempt may succeed`);
      this.begin(orderId, data, textIn(data, 'retriedAt'));
    }
    if (type === 'PaymentRefused') Object.assign(this.#attempts.get(orderId) ?? {}, { isRefused: true });
    this.takeUnknown(type, orderId, data['call'] === 'create');
    if (type === 'ErasureRequested') {
      this.#leaving.add(textIn(data, 'personId'));
      this.#leavers.add(textIn(data, 'personId'));
    }
    if (type === 'PersonErased') this.#leaving.delete(textIn(data, 'personId'));
  }

  checkEnd(): void {
    for (const [orderId, types] of this.#told) {
      this.checkTold(orderId, types);
      this.checkWithProvider(orderId, types);
      this.checkUntroubled(orderId, types);
    }
    for (const personId of this.#leaving)
      if (![...this.stories.values()].some((story) => isOf(story, personId) && isOpen(story)))
        this.world.broke(`${personId}: asked to be forgotten, has no open order, and was not`);
  }

  private checkTold(orderId: string, types: ReadonlySet<string>): void {
    const cases = this.books.orders.get(orderId)?.cases ?? 0;
    if (types.has('PaymentSucceeded') && !types.has('FundsHeld') && cases === 0)
      this.world.broke(`${orderId}: the payment succeeded, and the order was never told`);
    if (types.has('OrderPlaced') && !types.has('PaymentStarted') && !this.isOfLeaver(orderId))
      this.world.broke(`${orderId}: was placed, and nobody ever began to take the money`);
  }

  private isOfLeaver(orderId: string): boolean {
    const placed = this.stories.get(orderId)?.placed ?? {};
    return ['fanId', 'creatorId'].some((side) => this.#leavers.has(textIn(placed, side)));
  }

  private begin(orderId: string, data: RecordedEvent['data'], at: string): void {
    this.#attempts.set(orderId, { method: textIn(data, 'paymentMethod'), at, isRefused: false });
  }

  /** It may have tried, and not been able to say so; or looked for what is due, again and again, and not been able to. */
  private wasKeptFromTrying(since: number): boolean {
    const points = this.world.faults.happened.slice(since).map(({ point }) => point);
    const failedLooks = points.filter((point) => point.endsWith('read documents')).length;
    return points.some((point) => point.endsWith('append payment')) || failedLooks >= LOOKS_THAT_FAIL;
  }

  /** Where nothing kept the program from it, it has tried again before the order lapses. */
  private takeUnknown(type: string, orderId: string, isCreating: boolean): void {
    const { time, faults, starts, isShared } = this.world;
    const since = this.#unknown.get(orderId);
    if (isCreating)
      this.#unknown.set(orderId, { storyMs: time.storyMs, starts, faults: faults.happened.length });
    else if (type.startsWith('Payment')) this.#unknown.delete(orderId);
    if (type !== 'OrderLapsed' || since === undefined || isShared || since.starts !== starts) return;
    if (this.wasKeptFromTrying(since.faults)) return;
    // Later there is seldom a look for what is due (actors/operation.ts).
    if (time.storyMs < SCANNED_OFTEN_MS && time.storyMs - since.storyMs > LONGEST_UNKNOWN_MS)
      this.world.broke(`${orderId}: lapsed, and for long nobody tried again to make its payment`);
  }

  private checkWithProvider(orderId: string, types: ReadonlySet<string>): void {
    const { provider } = this.world;
    const paymentId = this.stories.get(orderId)?.paymentId ?? null;
    if (paymentId === null) return;
    const { status } = provider.find(paymentId);
    if (status !== 'succeeded' && status !== 'canceled')
      this.world.broke(`${orderId}: is over, and its payment is still ${status} at the provider`);
    if (!types.has(status === 'succeeded' ? 'PaymentSucceeded' : 'PaymentCanceled'))
      this.world.broke(`${orderId}: its payment is ${status} at the provider, and the log does not say so`);
  }

  /** In a world in which every call went well, whoever paid in time and in good money has ordered. */
  private checkUntroubled(orderId: string, types: ReadonlySet<string>): void {
    const { faults, time } = this.world;
    const attempt = this.#attempts.get(orderId);
    const story = this.stories.get(orderId);
    const isUntroubled = faults.areNone && !time.wereClocksSet && !types.has('ProviderOutcomeUnknown');
    if (!isUntroubled || attempt === undefined || !hasLapsedInTime(attempt, story)) return;
    if (attempt.method === 'pm_good')
      this.world.broke(`${orderId}: was paid with a good card in time, and lapsed`);
    if (types.has('PaymentRefused') && !types.has('PaymentFailed'))
      this.world.broke(`${orderId}: its payment was refused, and the order was never told`);
  }
}

const hasLapsedInTime = ({ at }: Attempt, story: OrderStory | undefined): boolean =>
  story?.ending === 'lapsed' && Date.parse(at) < Date.parse(textIn(story.placed, 'payBy')) - ENOUGH_MS;

const isOf = ({ placed }: OrderStory, personId: string): boolean =>
  placed['fanId'] === personId || placed['creatorId'] === personId;

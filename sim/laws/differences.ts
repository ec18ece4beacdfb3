import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { World } from '../world/world.js';
import { textIn } from './order-story.js';

/**
 * What somebody does at the provider that is not the order's own is a case, and each such thing one that names it ("Money, always true",
 * 5): another payment, each dispute that the order has not taken for its own, and each that was decided otherwise than the order knows.
 */
export class Differences {
  readonly #started = new Set<string>();
  readonly #opened = new Set<string>();
  /** What orders know, by dispute: the first decision that they were told of. */
  readonly #decided = new Map<string, string>();
  /** What the cases of each order say. */
  readonly #cases = new Map<string, string>();

  constructor(private readonly world: World) {}

  take({ type, data }: RecordedEvent): void {
    const orderId = textIn(data, 'orderId');
    if (type === 'PaymentStarted') this.#started.add(orderId);
    if (type === 'ChargebackOpened') this.#opened.add(textIn(data, 'disputeId'));
    if (type === 'ChargebackWon' || type === 'ChargebackLost') this.takeDecision(type, orderId, data);
    if (type === 'MoneyDifferenceFound')
      this.#cases.set(orderId, `${this.#cases.get(orderId) ?? ''} ${textIn(data, 'detail')} `);
  }

  private takeDecision(type: string, orderId: string, data: RecordedEvent['data']): void {
    const disputeId = textIn(data, 'disputeId');
    if (this.#decided.has(disputeId))
      this.world.broke(`${orderId}: is told twice how ${disputeId} was decided`);
    this.#decided.set(disputeId, type === 'ChargebackWon' ? 'won' : 'lost');
  }

  checkEnd(): void {
    const { provider } = this.world;
    for (const { disputeId, payment, status } of provider.disputes.all())
      if ((this.#decided.get(disputeId) ?? status) !== status && !this.isNamed(payment.orderId, disputeId))
        this.world.broke(`${payment.orderId}: ${disputeId} was decided otherwise later, and no case says so`);
    for (const { orderId, paymentId } of provider.paidByHand())
      if (!this.isNamed(orderId, paymentId))
        this.world.broke(`${orderId}: was paid once more by ${paymentId}, and no case says so`);
    for (const { disputeId, payment } of provider.disputes.all())
      if (!this.#opened.has(disputeId) && !this.isNamed(payment.orderId, disputeId))
        this.world.broke(`${payment.orderId}: is disputed by ${disputeId}, and nothing says so`);
  }

  private isNamed(orderId: string, objectId: string): boolean {
    return !this.#started.has(orderId) || this.#cases.get(orderId)?.includes(` ${objectId}`) === true;
  }
}

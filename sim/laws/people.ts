import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { World } from '../world/world.js';

interface Parties {
  readonly fanId: string;
  readonly creatorId: string;
}

/**
 * Rules about people: nothing is paid for with somebody who is leaving; a creator who takes so many orders at a time has no
 * more slots than that, and at the end none that nobody needs.
 */
export class People {
  readonly #parties = new Map<string, Parties & { readonly position: bigint }>();
  /** Who asked to be forgotten, and where that is in the log. */
  readonly #leaving = new Map<string, bigint>();
  readonly #slots = new Map<string, Set<string>>();
  readonly #most = new Map<string, number>();

  constructor(private readonly world: World) {}

  take({ type, data, position }: RecordedEvent): void {
    const about = data as unknown as Parties & {
      readonly orderId: string;
      readonly personId: string;
      readonly mostOpenOrders: number | null;
    };
    switch (type) {
      case 'OrderPlaced':
        this.#parties.set(about.orderId, { ...about, position });
        break;
      case 'PaymentStarted':
        this.checkPayment(about.orderId);
        break;
      case 'OfferingPublished':
        this.limit(about.creatorId, about.mostOpenOrders);
        break;
      case 'OrderSlotTaken':
        this.takeSlot(about.creatorId, about.orderId);
        break;
      case 'OrderSlotFreed':
        this.slotsOf(about.creatorId).delete(about.orderId);
        break;
      case 'ErasureRequested':
        this.#leaving.set(about.personId, position);
        break;
      default:
    }
  }

  /** A lower limit is for orders to come. */
  private limit(creatorId: string, mostOpenOrders: number | null): void {
    if (mostOpenOrders !== null)
      this.#most.set(creatorId, Math.max(mostOpenOrders, this.#most.get(creatorId) ?? 0));
  }

  private takeSlot(creatorId: string, orderId: string): void {
    const slots = this.slotsOf(creatorId).add(orderId);
    const most = this.#most.get(creatorId) ?? 0;
    if (slots.size > most)
      this.world.broke(`${creatorId}: has ${String(slots.size)} slots of ${String(most)}`);
  }

  private checkPayment(orderId: string): void {
    const order = this.#parties.get(orderId);
    for (const personId of [order?.fanId, order?.creatorId]) {
      const since = this.#leaving.get(personId ?? '');
      if (order !== undefined && since !== undefined && since < order.position)
        this.world.broke(`${orderId}: is paid for, and ${personId ?? ''} had asked to be forgotten before`);
    }
  }

  checkEnd(): void {
    for (const [creatorId, slots] of this.#slots)
      for (const orderId of slots) this.world.broke(`${creatorId}: has a slot for ${orderId}, which is over`);
  }

  private slotsOf(creatorId: string): Set<string> {
    const slots = this.#slots.get(creatorId) ?? new Set<string>();
    this.#slots.set(creatorId, slots);
    return slots;
  }
}

import type { ShoutoutsEvent } from '../../domain/all-events.js';
import { freeOrderSlot } from '../../domain/creator/order-slots.js';
import type { CreatorId, OrderId } from '../../domain/ids.js';
import { ENDING_TYPES } from '../../domain/order/endings.js';
import type { PlacedOrder } from '../../domain/order/order.js';
import { orders, orderSlots } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { type Cause, causeOf, isEvent, type Process, stepContext } from './process.js';

const NAME = 'order_slots';

/** An order that is over no longer counts against the most that its creator takes at once. */
export class OrderSlotsProcess implements Process {
  readonly name = NAME;
  readonly takes = ENDING_TYPES;

  constructor(private readonly aggregates: AggregatesRuntime) {}

  async handle(event: DecodedEvent<ShoutoutsEvent>): Promise<void> {
    if (!isEvent(event, ...ENDING_TYPES)) return;
    const { state: order } = await this.aggregates.load(orders, event.data.orderId);
    if (order.status !== 'none' && isOver(order))
      await this.free(order.facts.creatorId, event.data.orderId, causeOf(event));
  }

  /** A slot was taken, and no order came of it: it was refused, or the program stopped between the two. */
  async resume(creatorId: CreatorId, orderId: OrderId, cause: Cause): Promise<void> {
    const { state: order } = await this.aggregates.load(orders, orderId);
    if (order.status === 'none' || isOver(order)) await this.free(creatorId, orderId, cause);
  }

  private async free(creatorId: CreatorId, orderId: OrderId, cause: Cause): Promise<void> {
    await this.aggregates.execute(orderSlots, creatorId, stepContext(NAME, cause, 'free'), (slots, now) =>
      freeOrderSlot(slots, { creatorId, orderId, now }),
    );
  }
}

const isOver = ({ status }: PlacedOrder): boolean => status === 'delivered' || status === 'ended';

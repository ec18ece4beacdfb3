import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { takeOrderSlot } from '../../domain/creator/order-slots.js';
import type { CreatorId, OrderId, QuoteId } from '../../domain/ids.js';
import { makeId } from '../../domain/ids.js';
import type { Money } from '../../domain/money.js';
import { placeOrder, refusePlaced } from '../../domain/order/decide.js';
import { checkPlacement, type Placement } from '../../domain/order/placement.js';
import { isRejection, type Rejection } from '../../domain/rejection.js';
import { orders, orderSlots, quotes } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { commandIdFrom, idFrom } from '../events/event-id.js';
import { PartiesReader } from '../fans/parties-reader.js';
import { Clock } from '../ports/clock.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { type Accepted, RevisionChangedError } from '../runtime/outcome.js';

export type OrderPlacedOutcome = (Accepted & { readonly orderId: OrderId }) | Rejection;

/** A fan orders, at the published price or at the one agreed in a quote, and pays in advance. */
export class PlaceOrder extends Command<OrderPlacedOutcome> {
  constructor(
    readonly order: {
      readonly creatorId: CreatorId;
      readonly quoteId: QuoteId | null;
      readonly price: Money;
      readonly brief: string;
      readonly paymentMethod: string;
    },
    readonly context: CommandContext,
  ) {
    super();
  }
}

@CommandHandler(PlaceOrder)
export class PlaceOrderHandler implements ICommandHandler<PlaceOrder> {
  constructor(
    private readonly aggregates: AggregatesRuntime,
    private readonly parties: PartiesReader,
    private readonly clock: Clock,
  ) {}

  async execute({ order, context }: PlaceOrder): Promise<OrderPlacedOutcome> {
    const orderId = orderIdOf(order.quoteId, context);
    // A repeated command is answered as the first time, whatever became of the price or the offering since.
    const repeated = await this.aggregates.find(orders, orderId, context.commandId);
    if (repeated !== undefined) return { ...repeated, orderId };

    const placement = await this.placementOf(order, context);
    if (isRejection(placement)) return placement;
    const terms = checkPlacement(placement);
    if (isRejection(terms)) return terms;
    const refusal =
      (await this.refuseBeforeSlot(orderId, context)) ?? (await this.takeSlot(placement, orderId, context));
    if (refusal !== undefined) return refusal;

    const { fan, creator } = placement.parties;
    const command = {
      ...order,
      orderId,
      terms,
      fanId: fan.fanId,
      fanMarket: fan.market,
      market: creator.market,
    };
    const outcome = await this.aggregates.execute(orders, orderId, context, (state, now) =>
      placeOrder(state, { ...command, now }),
    );
    return isRejection(outcome) ? outcome : { ...outcome, orderId };
  }

  private async placementOf(
    { creatorId, quoteId, price }: PlaceOrder['order'],
    { actor }: CommandContext,
  ): Promise<Placement | Rejection> {
    const parties = await this.parties.read(actor.id, creatorId);
    if (isRejection(parties)) return parties;
    const agreed =
      quoteId === null ? null : { quoteId, quote: (await this.aggregates.load(quotes, quoteId)).state };
    return { parties, agreed, price, now: this.clock.now() };
  }

  /**
   * What would keep the order from coming about is looked at before a slot is taken for it, which would be held for nothing
   * until the deadline scanner frees it.
   *
   * @throws RevisionChangedError
   */
  private async refuseBeforeSlot(
    orderId: OrderId,
    { expectedRevision }: CommandContext,
  ): Promise<Rejection | undefined> {
    const { state, revision } = await this.aggregates.load(orders, orderId);
    if (expectedRevision !== undefined && expectedRevision !== revision)
      throw new RevisionChangedError(revision);
    return refusePlaced(state);
  }

  /** Taken before the order exists; when the order then fails to come about, the deadline scanner frees it. */
  private async takeSlot(
    { parties }: Placement,
    orderId: OrderId,
    context: CommandContext,
  ): Promise<Rejection | undefined> {
    const { creatorId, offering } = parties.creator;
    const mostOpenOrders = offering?.mostOpenOrders ?? null;
    if (mostOpenOrders === null) return undefined;
    // A command of its own, since event ids follow from the command's: on another stream, and whatever its revision. Anew
    // with each state of the slots: repeated after the slot was freed, it must take one again and not be answered as then.
    const { expectedRevision: _ofOrder, ...rest } = context;
    const { revision } = await this.aggregates.load(orderSlots, creatorId);
    const taking = {
      ...rest,
      commandId: commandIdFrom(`order slot ${context.commandId} ${String(revision)}`),
    };
    const outcome = await this.aggregates.execute(orderSlots, creatorId, taking, (slots, now) =>
      takeOrderSlot(slots, { creatorId, orderId, mostOpenOrders, now }),
    );
    return isRejection(outcome) ? outcome : undefined;
  }
}

/** One order per agreed quote: its id follows from the quote, so a second one meets the first one's stream. */
const orderIdOf = (quoteId: QuoteId | null, { commandId }: CommandContext): OrderId =>
  quoteId === null ? makeId('ord', commandId) : idFrom('ord', quoteId);

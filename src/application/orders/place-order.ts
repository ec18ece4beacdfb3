import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { takeOrderSlot } from '../../domain/creator/order-slots.js';
import { type CreatorId, makeId, type OrderId, type QuoteId } from '../../domain/ids.js';
import type { Money } from '../../domain/money.js';
import { placeOrder, refusePlaced } from '../../domain/order/decide.js';
import { checkPlacement, type Placement } from '../../domain/order/placement.js';
import { isRejection, type Rejection } from '../../domain/rejection.js';
import { orders, orderSlots, quotes } from '../aggregates.js';
import type { CommandContext } from '../command-context.js';
import { commandIdFrom, idFrom } from '../events/derived-ids.js';
import { PartiesReader } from '../fans/parties-reader.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { type CommandReceipt, type CommandOutcome, RevisionChangedError } from '../runtime/outcome.js';

export type OrderPlacedOutcome = (CommandReceipt & { readonly orderId: OrderId }) | Rejection;

/** What is looked at before the order is placed; whether it may be, and under which terms, is decided when it is. */
type Wanted = Omit<Placement, 'now'>;

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
  ) {}

  async execute({ order, context }: PlaceOrder): Promise<OrderPlacedOutcome> {
    const orderId = orderIdOf(order.quoteId, context);
    const outcome = await this.place(orderId, order, context);
    return isRejection(outcome) ? outcome : { ...outcome, orderId };
  }

  private async place(
    orderId: OrderId,
    order: PlaceOrder['order'],
    context: CommandContext,
  ): Promise<CommandOutcome> {
    const wanted = await this.look(order, context);
    // A repeated command is answered as the first time, whatever became of the parties since.
    if (isRejection(wanted)) return (await this.repeated(orderId, context)) ?? wanted;
    const answer = await this.takeSlot(wanted, orderId, context);
    if (answer !== undefined) return answer;
    const { fan, creator } = wanted.parties;
    const placed = { orderId, fanId: fan.fanId, fanMarket: fan.market, market: creator.market };
    return this.aggregates.begin(orders, orderId, context, (state, now) => {
      const terms = checkPlacement({ ...wanted, now });
      return isRejection(terms) ? terms : placeOrder(state, { ...order, ...placed, terms, now });
    });
  }

  private async look(
    { creatorId, quoteId, price }: PlaceOrder['order'],
    { actor }: CommandContext,
  ): Promise<Wanted | Rejection> {
    const parties = await this.parties.read(actor.id, creatorId);
    if (isRejection(parties)) return parties;
    const agreed =
      quoteId === null ? null : { quoteId, quote: (await this.aggregates.load(quotes, quoteId)).state };
    return { parties, agreed, price };
  }

  private repeated(orderId: OrderId, { commandId }: CommandContext): Promise<CommandReceipt | undefined> {
    return this.aggregates.find(orders, orderId, commandId);
  }

  /**
   * Where the creator limits the open orders, a slot is taken before the order exists; when the order then fails to come about,
   * the deadline scanner frees it. What answers the command without a slot comes first: a slot would be held for nothing.
   *
   * @returns what the command is answered, or `undefined` when the order can be placed
   * @throws RevisionChangedError
   */
  private async takeSlot(
    wanted: Wanted,
    orderId: OrderId,
    context: CommandContext,
  ): Promise<CommandOutcome | undefined> {
    const { creator } = wanted.parties;
    const mostOpenOrders = creator.offering?.mostOpenOrders ?? null;
    if (mostOpenOrders === null) return undefined;
    const answer = (await this.repeated(orderId, context)) ?? (await this.refuseBeforeSlot(orderId, context));
    if (answer !== undefined) return answer;
    // On another stream, and whatever its revision. Anew with each state of the slots: repeated after the slot was freed, it must
    // take one again and not be answered as then.
    const { expectedRevision: _ofOrder, ...rest } = context;
    const { creatorId } = creator;
    const { revision } = await this.aggregates.load(orderSlots, creatorId);
    const taking = {
      ...rest,
      commandId: commandIdFrom(`order slot ${context.commandId} ${String(revision)}`),
    };
    const outcome = await this.aggregates.execute(orderSlots, creatorId, taking, (slots, now) => {
      const terms = checkPlacement({ ...wanted, now });
      return isRejection(terms) ? terms : takeOrderSlot(slots, { creatorId, orderId, mostOpenOrders, now });
    });
    return isRejection(outcome) ? outcome : undefined;
  }

  private async refuseBeforeSlot(
    orderId: OrderId,
    { expectedRevision }: CommandContext,
  ): Promise<Rejection | undefined> {
    const { state, revision } = await this.aggregates.load(orders, orderId);
    if (expectedRevision !== undefined && expectedRevision !== revision)
      throw new RevisionChangedError(revision);
    return refusePlaced(state);
  }
}

/** One order per agreed quote: its id follows from the quote, so a second one meets the first one's stream. */
const orderIdOf = (quoteId: QuoteId | null, { commandId }: CommandContext): OrderId =>
  quoteId === null ? makeId('ord', commandId) : idFrom('ord', quoteId);

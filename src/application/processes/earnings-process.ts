import type { EventOf, ShoutoutsEvent } from '../../domain/all-events.js';
import { type CreatorAccount, creatorAccountId } from '../../domain/creator-account/account.js';
import {
  recordDisputed,
  recordEarned,
  recordLost,
  recordPending,
  recordReleased,
  recordTakenBack,
} from '../../domain/creator-account/decide.js';
import type { CreatorAccountEvent } from '../../domain/creator-account/events.js';
import { UNDELIVERED_ENDING_TYPES } from '../../domain/order/endings.js';
import type { OrderFacts } from '../../domain/order/order.js';
import type { Decision } from '../../domain/rejection.js';
import { creatorAccounts, orders } from '../aggregates.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { type Cause, causeOf, isEvent, type Process, stepContext } from './process.js';

const NAME = 'earnings';
export const TAKES = [
  'OrderAccepted',
  'VideoDelivered',
  'ChargebackWon',
  'ChargebackLost',
  ...UNDELIVERED_ENDING_TYPES,
] as const;
export type TakenType = (typeof TAKES)[number];

/** Tells the creator's account what has become of an order of theirs: product.md, "Earnings" and "Chargeback after delivery". */
export class EarningsProcess implements Process {
  readonly name = NAME;
  readonly takes = TAKES;

  constructor(private readonly aggregates: AggregatesRuntime) {}

  async handle(event: DecodedEvent<ShoutoutsEvent>): Promise<void> {
    if (!isEvent(event, ...TAKES)) return;
    const { state: order } = await this.aggregates.load(orders, event.data.orderId);
    if (order.status === 'none') return;
    for (const [step, decide] of toldOf(event, order.facts))
      await this.tell(order.facts, causeOf(event), step, decide);
  }

  private async tell(
    { creatorId, price }: OrderFacts,
    cause: Cause,
    step: string,
    decide: (account: CreatorAccount) => Decision<CreatorAccountEvent>,
  ): Promise<void> {
    const account = creatorAccountId(creatorId, price.currency);
    await this.aggregates.execute(creatorAccounts, account, stepContext(NAME, cause, step), decide);
  }
}

export type Telling = readonly [
  step: string,
  decide: (account: CreatorAccount) => Decision<CreatorAccountEvent>,
];

/** What the account is told of an event: of a chargeback, that an earning is lost or that it is disputed, whichever is so. */
export function toldOf(
  event: DecodedEvent<EventOf<TakenType>>,
  { orderId, creatorId, price, fee, earning }: OrderFacts,
): readonly Telling[] {
  const ofOrder = { orderId, creatorId };
  const amounts = { ...ofOrder, price, fee, earning };
  const { at } = event.metadata;
  const lost: Telling = ['lost', (account) => recordLost(account, { ...ofOrder, earning, lostAt: at })];
  if (isEvent(event, 'OrderAccepted'))
    return [
      ['pending', (account) => recordPending(account, { ...amounts, pendingAt: event.data.acceptedAt })],
    ];
  if (isEvent(event, 'VideoDelivered')) {
    const { deliveredAt: earnedAt, availableAt } = event.data;
    return [['earned', (account) => recordEarned(account, { ...amounts, earnedAt, availableAt })]];
  }
  if (isEvent(event, 'ChargebackOpened', 'ChargebackWon', 'ChargebackLost')) {
    const chargeback = { ...ofOrder, disputeId: event.data.disputeId, at };
    switch (event.type) {
      case 'ChargebackOpened':
        return [lost, ['disputed', (account) => recordDisputed(account, chargeback)]];
      case 'ChargebackWon':
        return [['released', (account) => recordReleased(account, chargeback)]];
      case 'ChargebackLost':
        return [['taken back', (account) => recordTakenBack(account, chargeback)]];
    }
  }
  return [lost];
}

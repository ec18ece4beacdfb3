import type { OrderId } from '../../../domain/ids.js';
import { type Currency, money, type Money } from '../../../domain/money.js';
import type { Instant } from '../../../domain/time.js';
import { cases } from '../../projections/cases.js';
import { moneyCases } from '../../projections/money-cases.js';
import { orderView, type OrderView } from '../../projections/order-view.js';
import { payouts } from '../../projections/payouts.js';
import type { AsOf } from '../../reports/as-of.js';
import { allFolded, folded } from '../../runtime/projection-working-set.js';
import { explainOrder } from '../explanation.js';
import type { EventsAboutOrder } from './events-about-order.js';
import { deadlinesOf } from './order-deadlines.js';
import { rulesBrokenFor } from './rules-of-order.js';
import { ledgerOf, toldEvents } from './told-events.js';
import { whatWaits } from './what-waits.js';

/** Everything about one order, as the log has it: for staff. Nothing personal is in it. */
export type ExplainedOrder = ReturnType<typeof explainedOrder>;

/** @param now the instant that is looked from, or that of the newest event about the order, where that is later */
export function explainedOrder(events: EventsAboutOrder, orderId: OrderId, asOf: AsOf, now: Instant) {
  const { about, account } = events;
  const order = folded(orderView, about, orderId);
  if (order === undefined) throw new Error(`${orderId} has events and was never placed`);
  const seenAt = latest([now, ...about.map(({ metadata }) => metadata.at)]);
  const { state: _state, ...standing } = explainOrder(order, seenAt);
  const deadlines = deadlinesOf(about);
  const earning = account.state.earnings.get(orderId);
  const standingOf = {
    ...{ order, deadlines, earning, hold: account.state.hold },
    payouts: [...allFolded(payouts, about).values()],
    cases: [...allFolded(cases, about).values()],
  };
  const broken = rulesBrokenFor(events, orderId, seenAt);
  return {
    orderId,
    position: asOf.position.toString(),
    asOf: seenAt,
    ...whereItStands(order),
    ...standing,
    waits: whatWaits(standingOf),
    events: toldEvents(about),
    deadlines,
    ...ledgerOf(about, orderId),
    account: earning === undefined ? null : { ...earningOf(earning), hold: account.state.hold },
    payouts: standingOf.payouts,
    cases: standingOf.cases,
    moneyCases: [...allFolded(moneyCases, about).values()],
    rules: { kept: broken.length === 0, broken },
  };
}

const latest = (instants: readonly Instant[]): Instant =>
  instants.reduce((one, other) => (other > one ? other : one));

function whereItStands(order: OrderView) {
  const { fanId, creatorId, market, fanMarket, quoteId, currency, priceMinor, feeMinor, earningMinor } =
    order;
  const { state, ending, payment, paymentId, refund, refundPromise, chargeback, chargebackFunds } = order;
  const inCurrency = moneyIn(currency);
  return {
    ...{ state, ending },
    parties: { fanId, creatorId, market, fanMarket, quoteId },
    price: inCurrency(priceMinor),
    fee: inCurrency(feeMinor),
    earning: inCurrency(earningMinor),
    ...{ placedAt: order.placedAt, dueAt: order.dueAt, payment, paymentId, money: order.money },
    ...{ refund, refundPromise, chargeback, chargebackFunds, evidenceDueBy: order.evidenceDueBy },
  };
}

const moneyIn =
  (currency: Currency) =>
  (amountMinor: number): Money =>
    money(BigInt(amountMinor), currency);

type Earning = NonNullable<ReturnType<EventsAboutOrder['account']['state']['earnings']['get']>>;

const earningOf = (earning: Earning) =>
  earning.status === 'earned'
    ? { earning: earning.status, availableAt: earning.availableAt, payoutId: earning.payoutId }
    : { earning: earning.status, availableAt: null, payoutId: null };

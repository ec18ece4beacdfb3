import { type EventOf, type ShoutoutsEvent } from '../../domain/all-events.js';
import { type BookEntry, compare, type TheirSide } from '../../domain/reconciliation/compare.js';
import type { Difference } from '../../domain/reconciliation/difference.js';
import { paymentOf } from '../../domain/order/order.js';
import { money } from '../../domain/money.js';
import type { Instant } from '../../domain/time.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import { type PaymentGateway, PaymentRequestRefusedError } from '../ports/payment-gateway.js';
import { type PayoutRail, saysPayoutDiffers } from '../ports/payout-rail.js';
import { isEvent } from '../processes/process.js';
import { done, entryOfPayout, type OurBooks, owned } from './our-books.js';

/** What of our own facts the provider must have. */
const FACTS = ['FundsHeld', 'RefundIssued', 'PartRefunded', 'ChargebackOpened', 'PayoutPaid'] as const;

export const isFact = (
  event: DecodedEvent<ShoutoutsEvent>,
): event is DecodedEvent<EventOf<(typeof FACTS)[number]>> => isEvent(event, ...FACTS);

type Fact = DecodedEvent<EventOf<(typeof FACTS)[number]>>;

/** The name under which the provider's books have it: a payout, under ours. */
export function nameOfFact({ type, data }: Fact): string {
  switch (type) {
    case 'FundsHeld':
      return `payment ${data.paymentId}`;
    case 'RefundIssued':
    case 'PartRefunded':
      return `refund ${data.refundId}`;
    case 'ChargebackOpened':
      return `chargeback ${data.disputeId}`;
    case 'PayoutPaid':
      return `payout ${data.payoutId}`;
  }
}

export interface LookAtOurs {
  readonly ours: OurBooks;
  readonly gateway: PaymentGateway;
  readonly rails: readonly PayoutRail[];
  readonly now: Instant;
}

/** One fact of ours, held against the object that the provider has under its name now. */
export async function lookAtOurs(fact: Fact, parts: LookAtOurs): Promise<Difference | undefined> {
  switch (fact.type) {
    case 'FundsHeld':
      return lookAtPayment(fact, parts);
    case 'ChargebackOpened':
      return lookAtChargeback(fact, parts);
    case 'RefundIssued':
    case 'PartRefunded':
      return lookAtRefund(fact, parts);
    case 'PayoutPaid':
      return lookAtPayout(fact.data, parts);
  }
}

async function lookAtPayment(
  { data: { orderId, paymentId, amount }, metadata: { at } }: DecodedEvent<EventOf<'FundsHeld'>>,
  { gateway, now }: LookAtOurs,
): Promise<Difference | undefined> {
  const theirs = sideOf(await thereIf(() => gateway.findPayment(paymentId)), at);
  return compare({
    about: 'payment',
    objectId: paymentId,
    ours: owned(orderId, moved(amount, at)),
    theirs,
    now,
  });
}

/** What has become of it is compared where the provider's books are looked at. */
async function lookAtChargeback(
  { data: { orderId, disputeId, amount }, metadata: { at } }: DecodedEvent<EventOf<'ChargebackOpened'>>,
  { gateway, now }: LookAtOurs,
): Promise<Difference | undefined> {
  const entry = moved(amount, at);
  const isThere = (await thereIf(() => gateway.findDispute(disputeId))) !== undefined;
  const theirs = isThere ? { entry, leftMinor: amount.amountMinor } : undefined;
  return compare({ about: 'chargeback', objectId: disputeId, ours: owned(orderId, entry), theirs, now });
}

/** What came back since is told by another fact. */
async function lookAtRefund(
  {
    data: { orderId, refundId, amount },
    metadata: { at },
  }: DecodedEvent<EventOf<'RefundIssued' | 'PartRefunded'>>,
  { ours, gateway, now }: LookAtOurs,
): Promise<Difference | undefined> {
  const of = await ours.orderOf(orderId, undefined);
  const payment = of && paymentOf(of.order);
  if (!payment?.givenBack.some((given) => given.refundId === refundId)) return undefined;
  const found = await thereIf(() => gateway.findRefunds(payment.paymentId));
  const theirs = sideOf(
    found?.find((refund) => refund.refundId === refundId),
    at,
  );
  return compare({
    about: 'refund',
    objectId: refundId,
    ours: owned(orderId, moved(amount, at)),
    theirs,
    now,
  });
}

async function lookAtPayout(
  { payoutId, rail: name, paidAt: at }: EventOf<'PayoutPaid'>['data'],
  { ours, rails, now }: LookAtOurs,
): Promise<Difference | undefined> {
  const rail = rails.find((each) => each.rail === name);
  const payout = await ours.payout(payoutId);
  if (rail === undefined || payout === undefined) return undefined;
  const found = await oneOrNone(() => rail.find(payoutId));
  if (found === 'several') return undefined;
  const left = found && money(found.amount.amountMinor - found.returned.amountMinor, found.amount.currency);
  const theirs = found && {
    entry: {
      ...moved(found.status === 'paid' && left !== undefined ? left : found.amount, at),
      ...{ status: found.status, isUnderWay: found.status === 'pending' },
    },
    leftMinor: found.amount.amountMinor - found.returned.amountMinor,
  };
  const entry = { ...entryOfPayout(payout), at };
  return compare({
    ...{ about: 'payout', objectId: payoutId, ours: owned(null, entry), theirs, now },
  });
}

/** Of several, the provider's books tell one by one: each of those that are too many is a difference there. */
async function oneOrNone<Found>(find: () => Promise<Found>): Promise<Found | 'several'> {
  try {
    return await find();
  } catch (error) {
    if (saysPayoutDiffers(error)) return 'several';
    throw error;
  }
}

const moved = (amount: BookEntry['amount'], at: Instant): BookEntry => ({ ...done('succeeded', amount), at });

type Said = { readonly status: string } | { readonly status: string; readonly amount: BookEntry['amount'] };

/** What did not succeed has no amount that counts. */
function sideOf(said: Said | undefined, at: Instant): TheirSide | undefined {
  if (said === undefined) return undefined;
  const amount = 'amount' in said ? said.amount : { amountMinor: 0n, currency: '' };
  const entry = {
    ...{ status: said.status, isUnderWay: said.status === 'pending', at, amount },
    hasMoved: said.status === 'succeeded',
  };
  return { entry, leftMinor: amount.amountMinor };
}

/** `undefined` where the provider has no such object. */
async function thereIf<Found>(find: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof PaymentRequestRefusedError) return undefined;
    throw error;
  }
}

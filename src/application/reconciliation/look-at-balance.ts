import { sizeOf } from '../../domain/money.js';
import { type BalanceSides, compareBalances } from '../../domain/reconciliation/balance.js';
import { ON_ITS_WAY_MS } from '../../domain/reconciliation/compare.js';
import { boundsOfDay, DAYS_BACK } from '../../domain/reconciliation/decide.js';
import type { Difference } from '../../domain/reconciliation/difference.js';
import { type BegunReconciliation, reconciliationId } from '../../domain/reconciliation/run.js';
import { IN_TRANSIT } from '../../domain/creator-account/balance.js';
import { DAY_MS, dayOf, epochMs, type Instant, instant, plusMs } from '../../domain/time.js';
import { reconciliations } from '../aggregates.js';
import type { EventStore } from '../ports/event-store.js';
import type { BookedMovement, ProviderBooks } from '../ports/provider-books.js';
import { cases } from '../projections/cases.js';
import { ledgerDays } from '../projections/ledger.js';
import { orderView } from '../projections/order-view.js';
import { payouts } from '../projections/payouts.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import type { ReadModelReader } from '../runtime/read-model-reader.js';
import { bankMovementOf, feeOf } from './movements.js';

export interface LookAtBalance {
  readonly aggregates: AggregatesRuntime;
  readonly store: Pick<EventStore, 'endPosition'>;
  readonly reader: ReadModelReader;
  readonly books: ProviderBooks;
  readonly now: Instant;
}

/** The balance in one currency, and what it differs in. */
export interface LookedAtBalance {
  readonly currency: string;
  readonly theirsMinor: bigint;
  readonly difference: Difference | undefined;
}

/** A balance is as it is now: of a day that is longer ago it says nothing. */
const REACHES_BACK_MS = (DAYS_BACK + 2) * DAY_MS;

/**
 * What the provider has for us now, in each currency, held against the ledger. What has changed it since the first day that is not
 * looked at yet is told to the ledger in part only: what is not told yet is looked up in the provider's movements since.
 */
export async function lookAtBalance(
  { provider, day }: BegunReconciliation,
  { aggregates, store, reader, books, now }: LookAtBalance,
): Promise<readonly LookedAtBalance[]> {
  const bounds = boundsOfDay(day);
  if (bounds === undefined || bounds.from < plusMs(now, -REACHES_BACK_MS)) return [];
  const from = await untoldSince(aggregates, provider, bounds.from, now);
  const ours = await clearing(reader, await store.endPosition());
  const theirs = await books.balance();
  // Read last, so that whatever moves meanwhile is among what is minutes old.
  const { changed, unseen } = await movedSince(books, from, bounds, now);
  const told = await toldOf(aggregates, provider, from, now);
  const underWay = await underWayIn(reader);
  await addPendingByHand(underWay, books, now);
  const differing = await openCurrencies(reader);
  const currencies = new Set([...ours.keys(), ...theirs.map(({ currency }) => currency), ...differing]);
  return [...currencies].sort().map((currency) => {
    const found = theirs.find((each) => each.currency === currency);
    const theirsMinor = (found?.availableMinor ?? 0n) + (found?.pendingMinor ?? 0n);
    const sides: BalanceSides = {
      ...{ currency, oursMinor: of(ours, currency), theirsMinor },
      notToldMinor: of(changed, currency) - of(told, currency),
      underWayMinor: of(underWay, currency) + of(unseen, currency),
    };
    return { currency, theirsMinor, difference: compareBalances(sides) };
  });
}

interface Bounds {
  readonly from: Instant;
  readonly to: Instant;
}

/** The beginning of the first day whose movements may not all be told; of the run's own day, where all before it are. */
async function untoldSince(
  aggregates: AggregatesRuntime,
  provider: string,
  began: Instant,
  now: Instant,
): Promise<Instant> {
  for (const bounds of daysUpTo(plusMs(now, -REACHES_BACK_MS), began)) {
    const id = reconciliationId(provider, dayOf(bounds.from));
    const { state: run } = await aggregates.load(reconciliations, id);
    const isTold = run.status === 'finished' && run.startedAt >= bounds.to;
    if (!isTold) return bounds.from;
  }
  return began;
}

/** Each day that begins after the first instant, and not after the last. */
function daysUpTo(first: Instant, last: Instant): readonly Bounds[] {
  const begins: number[] = [];
  for (let at = epochMs(last); at >= epochMs(first); at -= DAY_MS) begins.unshift(at);
  return begins.map((at) => ({ from: instant(at), to: instant(at + DAY_MS) }));
}

type Sums = Map<string, bigint>;

const of = (sums: ReadonlyMap<string, bigint>, currency: string): bigint => sums.get(currency) ?? 0n;

const add = (sums: Sums, currency: string, minor: bigint): Sums =>
  sums.set(currency, of(sums, currency) + minor);

/** In which a balance differed before: neither side need have anything of it any more. */
async function openCurrencies(reader: ReadModelReader): Promise<readonly string[]> {
  const open: string[] = [];
  const filter = { isOpen: true, kind: 'amount_differs' };
  for await (const { about, objectId } of reader.all(cases, { filter }))
    if (about === 'balance') open.push(objectId);
  return open;
}

async function clearing(reader: ReadModelReader, upTo: bigint): Promise<Sums> {
  const sums: Sums = new Map();
  for await (const { account, currency, debitMinor, creditMinor } of reader.all(ledgerDays, {}, upTo))
    if (account === 'provider_clearing') add(sums, currency, BigInt(debitMinor + creditMinor));
  return sums;
}

/**
 * What has changed the balance by fees and by our bank, and how much has moved that we need not know of yet: within the last minutes,
 * and on other days than the one that was looked at.
 */
async function movedSince(books: ProviderBooks, from: Instant, day: Bounds, now: Instant) {
  const changed: Sums = new Map();
  const unseen: Sums = new Map();
  for await (const page of books.movements({ from, to: plusMs(now, ON_ITS_WAY_MS) }))
    for (const movement of page) {
      const { currency, netMinor, createdAt } = movement;
      const change = changeBy(movement);
      add(changed, currency, change);
      const isOfDay = createdAt >= day.from && createdAt < day.to;
      const isRecent = Math.abs(epochMs(now) - epochMs(createdAt)) < ON_ITS_WAY_MS;
      if (isRecent || !isOfDay) add(unseen, currency, sizeOf(netMinor - change));
    }
  return { changed, unseen };
}

const changeBy = (movement: BookedMovement): bigint =>
  (bankMovementOf(movement) === undefined ? 0n : movement.amountMinor) - feeOf(movement);

/** The same, as far as the days since then have told it. */
async function toldOf(
  aggregates: AggregatesRuntime,
  provider: string,
  from: Instant,
  now: Instant,
): Promise<Sums> {
  const sums: Sums = new Map();
  for (let at = epochMs(from); at <= epochMs(now); at += DAY_MS) {
    const id = reconciliationId(provider, dayOf(instant(at)));
    const { state: run } = await aggregates.load(reconciliations, id);
    if (run.status === 'none') continue;
    for (const [currency, minor] of run.feesTaken) add(sums, currency, -minor);
    for (const [currency, minor] of run.bankMoved) add(sums, currency, minor);
  }
  return sums;
}

/** Refunds that were made in the provider's dashboard: it has taken them out of the balance, and an order is told when they are through. */
async function addPendingByHand(sums: Sums, books: ProviderBooks, now: Instant): Promise<void> {
  const range = { from: plusMs(now, -REACHES_BACK_MS), to: plusMs(now, ON_ITS_WAY_MS) };
  for await (const page of books.refunds(range))
    for (const { orderId, status, amount } of page)
      if (orderId === undefined && status === 'pending') add(sums, amount.currency, amount.amountMinor);
}

/** Refunds that the provider may have sent, and payouts that it may have made. */
async function underWayIn(reader: ReadModelReader): Promise<Sums> {
  const sums: Sums = new Map();
  const refunds = { refund: { in: ['requested', 'pending'] } };
  await reader.requireWhole(orderView);
  for await (const { currency, money } of reader.all(orderView, { filter: refunds }))
    add(sums, currency, BigInt(money.heldMinor));
  for await (const { rail, currency, amountMinor } of reader.all(payouts, {
    filter: { state: { in: IN_TRANSIT } },
  }))
    if (rail === 'stripe_transfers') add(sums, currency, BigInt(amountMinor));
  return sums;
}

import { LRUCache } from 'lru-cache';
import type { BankMovement } from '../../domain/reconciliation/bank-movement.js';
import type { Difference } from '../../domain/reconciliation/difference.js';
import { boundsOfDay } from '../../domain/reconciliation/decide.js';
import {
  addTally,
  type BegunReconciliation,
  type Section,
  type Tally,
} from '../../domain/reconciliation/run.js';
import type { Instant } from '../../domain/time.js';
import { providerEvents } from '../aggregates.js';
import { SEALED_EVENTS } from '../events/event-codec.js';
import { receiveEvent } from '../payments/receive-provider-event.js';
import type { Clock } from '../ports/clock.js';
import type { EventStore, Position } from '../ports/event-store.js';
import {
  type PaymentGateway,
  PaymentRequestRefusedError,
  type ProviderEvent,
} from '../ports/payment-gateway.js';
import type { PayoutRail } from '../ports/payout-rail.js';
import type { BooksRange, ProviderBooks } from '../ports/provider-books.js';
import { resolveAsOf } from '../reports/as-of.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { LIMITS } from '../runtime/limits.js';
import type { ReadModelReader } from '../runtime/read-model-reader.js';
import { isRejection } from '../../domain/rejection.js';
import { lookAtBalance } from './look-at-balance.js';
import { isFact, lookAtOurs, nameOfFact } from './look-at-ours.js';
import { type About, firstPage, lookAtTheirs, type LookedAt } from './look-at-theirs.js';
import { lookAtPayoutReport } from './look-at-payout-report.js';
import { adjustmentFound } from '../../domain/reconciliation/adjustment.js';
import { adjustmentOf, bankMovementOf, feeOf } from './movements.js';
import { isMendedByLooking, isTakenUp, missedEvent } from './missed.js';
import type { OurBooks } from './our-books.js';

/** What one look at a part of a section has come to. */
export interface Looked {
  /** The last entry that was looked at; `null` where the section is done. */
  readonly after: string | null;
  readonly tallies: readonly Tally[];
  readonly takenIn: number;
  /** Where in the log the last of what was taken in is. */
  readonly takenInAt: string | null;
  readonly differences: readonly Difference[];
  /** What went to our own bank or came from there. */
  readonly bankMovements?: readonly BankMovement[];
  /** The currencies in which the balances agree. */
  readonly agreed?: readonly string[];
}

const NOTHING: Looked = { after: null, tallies: [], takenIn: 0, takenInAt: null, differences: [] };

export interface SectionsDeps {
  readonly aggregates: AggregatesRuntime;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly books: ProviderBooks;
  readonly ours: OurBooks;
  readonly reader: ReadModelReader;
  readonly gateway: PaymentGateway;
  readonly rails: readonly PayoutRail[];
}

const MISSED: { readonly [Name in Section]?: About } = {
  missed_payments: 'payment',
  missed_refunds: 'refund',
  missed_chargebacks: 'chargeback',
  missed_payouts: 'payout',
};
const COMPARED: { readonly [Name in Section]?: About } = {
  payments: 'payment',
  refunds: 'refund',
  chargebacks: 'chargeback',
  payouts: 'payout',
};

/** Of events of ours, held against the provider's books one by one. */
const OUR_PAGE = 500;

/** Looks at one part of a day, however large the day: a page of the provider's books, or of our log. */
export class Sections {
  /** Known to be at the provider, which need not be asked for again; what is forgotten is asked for. */
  readonly #seen = new LRUCache<string, true>({ max: LIMITS.seenObjects });

  constructor(private readonly deps: SectionsDeps) {}

  /** Of every section but those that look at nothing. */
  async look(run: BegunReconciliation): Promise<Looked> {
    const { section } = run;
    const missed = MISSED[section];
    if (missed !== undefined) return this.fromStartIfLost(run, (range) => this.takeIn(missed, run, range));
    const compared = COMPARED[section];
    if (compared !== undefined)
      return this.fromStartIfLost(run, (range) => this.compare(compared, run, range));
    if (section === 'missed_events') return this.fromStartIfLost(run, (range) => this.takeInEvents(range));
    if (section === 'fees') return this.fromStartIfLost(run, (range) => this.addFees(range));
    if (section === 'bank_payouts') return this.fromStartIfLost(run, (range) => this.addUpReport(range));
    if (section === 'balance') return this.compareBalance(run);
    return section === 'ours' ? this.lookBack(run) : NOTHING;
  }

  /** An entry behind which to go on may be gone from the provider's books: then the section begins anew. */
  private async fromStartIfLost(
    run: BegunReconciliation,
    look: (range: BooksRange) => Promise<Looked>,
  ): Promise<Looked> {
    const range = rangeOf(run.day);
    if (run.after === null) return look(range);
    try {
      return await look({ ...range, after: run.after });
    } catch (error) {
      if (!(error instanceof PaymentRequestRefusedError)) throw error;
      return look(range);
    }
  }

  /** Events that came to be, and that no webhook brought. */
  private async takeInEvents(range: BooksRange): Promise<Looked> {
    const page = await firstPage(this.deps.books.events(range));
    const received = await this.receiveAll(page.filter(isTakenUp));
    return { ...NOTHING, ...received, after: page.at(-1)?.id ?? null };
  }

  /** What changed without an event that tells of it. */
  private async takeIn(about: About, run: BegunReconciliation, range: BooksRange): Promise<Looked> {
    const page = await this.page(about, range);
    const missed = page
      .filter(({ difference }) => difference !== undefined && isMendedByLooking(difference))
      .map((looked) => missedEvent(run, about, looked.objectId, looked));
    return { ...NOTHING, ...(await this.receiveAll(missed)), after: page.at(-1)?.entryId ?? null };
  }

  private async compare(about: About, run: BegunReconciliation, range: BooksRange): Promise<Looked> {
    const page = await this.page(about, range);
    for (const { objectId, payoutId } of page)
      this.#seen.set(seenIn(run, `${about} ${payoutId ?? objectId}`), true);
    return {
      ...NOTHING,
      after: page.at(-1)?.entryId ?? null,
      tallies: page.reduce<readonly Tally[]>(
        (tallies, { theirs: { entry } }) =>
          entry.hasMoved ? addTally(tallies, { section: run.section, objects: 1, ...entry.amount }) : tallies,
        [],
      ),
      differences: page.flatMap(({ difference }) => (difference === undefined ? [] : [difference])),
    };
  }

  private page(about: About, range: BooksRange): Promise<readonly LookedAt[]> {
    const { books, ours, clock } = this.deps;
    return lookAtTheirs(about, { books, ours, now: clock.now() }, range);
  }

  /** What went to our bank is in the same list, and what the provider has corrected. */
  private async addFees(range: BooksRange): Promise<Looked> {
    const page = await firstPage(this.deps.books.movements(range));
    const taken = page.filter((movement) => feeOf(movement) !== 0n);
    const tallies = taken.reduce<readonly Tally[]>(
      (sums, movement) =>
        addTally(sums, {
          ...{ section: 'fees', currency: movement.currency, objects: 1, amountMinor: feeOf(movement) },
        }),
      [],
    );
    const bankMovements = page.flatMap((movement) => bankMovementOf(movement) ?? []);
    const differences = page.flatMap((movement) => adjustmentOf(movement) ?? []).map(adjustmentFound);
    return { ...NOTHING, after: page.at(-1)?.id ?? null, tallies, bankMovements, differences };
  }

  /** One at a time: it may have thousands of parts. */
  private async addUpReport(range: BooksRange): Promise<Looked> {
    const [payout] = await firstPage(this.deps.books.bankPayouts(range));
    if (payout === undefined) return NOTHING;
    const difference = await lookAtPayoutReport(payout, this.deps);
    return {
      ...{ ...NOTHING, after: payout.id, differences: difference === undefined ? [] : [difference] },
      tallies: [{ section: 'bank_payouts', objects: 1, ...payout.amount }],
    };
  }

  private async compareBalance(run: BegunReconciliation): Promise<Looked> {
    const looked = await lookAtBalance(run, { ...this.deps, now: this.deps.clock.now() });
    return {
      ...NOTHING,
      differences: looked.flatMap(({ difference }) => difference ?? []),
      agreed: looked.flatMap(({ currency, difference }) => (difference === undefined ? [currency] : [])),
      tallies: looked.map(({ currency, theirsMinor: amountMinor }) => ({
        ...{ section: 'balance', currency, objects: 1, amountMinor },
      })),
    };
  }

  /** What our log says of the day, and the provider's books of the day did not. */
  private async lookBack(run: BegunReconciliation): Promise<Looked> {
    const { store, clock } = this.deps;
    const { from, to } = rangeOf(run.day);
    const after = run.after === null ? await this.positionBefore(from) : BigInt(run.after);
    const page = await store.readAll({ after, limit: OUR_PAGE });
    const ofDay = page.filter(({ recordedAt }) => recordedAt < to);
    const differences: Difference[] = [];
    const parts = { ...this.deps, now: clock.now() };
    for (const event of await SEALED_EVENTS.decode(ofDay, 'left sealed')) {
      if (!isFact(event) || this.#seen.has(seenIn(run, nameOfFact(event)))) continue;
      const difference = await lookAtOurs(event, parts);
      if (difference !== undefined) differences.push(difference);
    }
    const last = page.at(-1);
    const isDone = last === undefined || last.recordedAt >= to || page.length < OUR_PAGE;
    return { ...NOTHING, differences, after: isDone ? null : String(last.position) };
  }

  private async positionBefore(at: Instant): Promise<Position> {
    return (await resolveAsOf(this.deps.store, at, this.deps.clock.now())).position;
  }

  private async receiveAll(events: readonly ProviderEvent[]): Promise<Pick<Looked, 'takenIn' | 'takenInAt'>> {
    const { aggregates } = this.deps;
    let takenIn = 0;
    let takenInAt: string | null = null;
    for (const event of events) {
      const { state: inbox } = await aggregates.load(providerEvents, event.id);
      if (inbox.received) continue;
      const outcome = await receiveEvent(aggregates, event);
      if (isRejection(outcome)) continue;
      takenIn += 1;
      takenInAt = String(outcome.position);
    }
    return { takenIn, takenInAt };
  }
}

const seenIn = ({ provider, day, run }: BegunReconciliation, name: string): string =>
  `${provider} ${day} ${String(run)} ${name}`;

/** @throws RangeError for what is no day, of which no run begins */
function rangeOf(day: string): BooksRange {
  const bounds = boundsOfDay(day);
  if (bounds === undefined) throw new RangeError(`${day} is no day`);
  return bounds;
}

import type { ShoutoutsEvent } from '../../domain/all-events.js';
import { MONEY_EVENT_TYPES, entryOf } from '../../domain/ledger/journal.js';
import type { JournalEntry, LedgerAccount } from '../../domain/ledger/ledger.js';
import type { Currency } from '../../domain/money.js';
import type { DecodedEvent } from '../events/decoded-event.js';
import type { JsonObject } from '../ports/event-store.js';
import { paddedPosition } from './audit-trail.js';
import { onEach } from './handlers.js';
import type { Projection } from './projection.js';

/** One line of a journal entry: those of one event sum to zero. */
export type LedgerPosting = JsonObject & {
  readonly postingId: string;
  /** What the entry follows from, and its type. */
  readonly eventId: string;
  readonly event: string;
  /** Padded to 20 digits, so that text order is log order. */
  readonly position: string;
  readonly account: LedgerAccount;
  readonly currency: Currency;
  /** Positive is a debit, negative a credit. */
  readonly amountMinor: number;
  readonly orderId: string;
  readonly creatorId: string | null;
  readonly effectiveAt: string;
  readonly recordedAt: string;
  readonly correlationId: string;
};

/** The postings of one account on one day (UTC, by effective time), in sum. */
export type LedgerDay = JsonObject & {
  readonly account: LedgerAccount;
  readonly currency: Currency;
  readonly day: string;
  readonly debitMinor: number;
  /** Zero or negative. */
  readonly creditMinor: number;
};

const idOf = (position: bigint, index: number): string => `${paddedPosition(position)}-${String(index)}`;

const postingsOf = (event: DecodedEvent<ShoutoutsEvent>) => entryOf(event)?.postings ?? [];

/** Every posting there is. */
export const ledgerPostings: Projection<LedgerPosting> = {
  name: 'ledger_postings',
  version: 1,
  indexes: [
    { name: 'by_effective', fields: ['effectiveAt'] },
    { name: 'by_account', fields: ['account', 'currency', 'effectiveAt'] },
    { name: 'by_order', fields: ['orderId', 'effectiveAt'] },
    { name: 'by_creator', fields: ['creatorId', 'effectiveAt'] },
  ],
  handles: onEach(MONEY_EVENT_TYPES, {
    ids: (event) => postingsOf(event).map((_, index) => idOf(event.position, index)),
    apply: (_doc, event, id) => {
      const { orderId, currency, effectiveAt } = entryIn(event);
      const posting = postingsOf(event).find((_, index) => idOf(event.position, index) === id);
      if (posting === undefined) throw new Error(`${event.type} has no posting ${id}`);
      const { account, amountMinor, creatorId } = posting;
      return {
        postingId: id,
        eventId: event.id,
        event: event.type,
        position: paddedPosition(event.position),
        account,
        currency,
        amountMinor: Number(amountMinor),
        orderId,
        creatorId,
        effectiveAt,
        recordedAt: event.recordedAt,
        correlationId: event.metadata.$correlationId,
      };
    },
  }),
};

const DAY_DIGITS = 'YYYY-MM-DD'.length;

/** The day of an instant, in UTC. */
export const dayOf = (at: string): string => at.slice(0, DAY_DIGITS);

/** What the balance of an account is made of: as many documents as days on which something moved. */
export const ledgerDays: Projection<LedgerDay> = {
  name: 'ledger_days',
  version: 1,
  indexes: [{ name: 'by_day', fields: ['day'] }],
  handles: onEach(MONEY_EVENT_TYPES, {
    ids: (event) => [...new Set(postingsOf(event).map(({ account }) => dayIdOf(entryIn(event), account)))],
    apply: (doc, event, id) => {
      const entry = entryIn(event);
      const { currency, effectiveAt } = entry;
      const postings = postingsOf(event).filter(({ account }) => dayIdOf(entry, account) === id);
      const [first] = postings;
      if (first === undefined) throw new Error(`${event.type} has no posting on ${id}`);
      const { account } = first;
      const { debitMinor = 0, creditMinor = 0 } = doc ?? {};
      const amounts = postings.map(({ amountMinor }) => Number(amountMinor));
      return {
        account,
        currency,
        day: dayOf(effectiveAt),
        debitMinor: debitMinor + sum(amounts.filter((amount) => amount > 0)),
        creditMinor: creditMinor + sum(amounts.filter((amount) => amount < 0)),
      };
    },
  }),
};

const dayIdOf = ({ currency, effectiveAt }: JournalEntry, account: LedgerAccount): string =>
  `${dayOf(effectiveAt)}.${currency}.${account}`;

function entryIn(event: DecodedEvent<ShoutoutsEvent>): JournalEntry {
  const entry = entryOf(event);
  if (entry === null) throw new Error(`${event.type} moves no money`);
  return entry;
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

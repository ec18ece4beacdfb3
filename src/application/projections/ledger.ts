import type { EventType, ShoutoutsEvent } from '../../domain/all-events.js';
import { MONEY_EVENT_TYPES, entryOf } from '../../domain/ledger/journal.js';
import {
  CLEARING_ACCOUNTS,
  type ClearingAccount,
  type JournalEntry,
  type LedgerAccount,
  type Posting,
} from '../../domain/ledger/ledger.js';
import type { Currency } from '../../domain/money.js';
import { dayOf } from '../../domain/time.js';
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
  readonly orderId: string | null;
  readonly payoutId: string | null;
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

/** What an order or a payout has left in a clearing account, and that it came to zero there. */
export type OpenItem = JsonObject & {
  readonly itemId: string;
  readonly account: ClearingAccount;
  readonly currency: Currency;
  readonly orderId: string | null;
  readonly payoutId: string | null;
  /** Positive is a debit, negative a credit; zero where nothing is open. */
  readonly balanceMinor: number;
  readonly isOpen: boolean;
  /** When the entry came about since which it is not zero; `null` where it is. */
  readonly openSince: string | null;
};

type Keyed = readonly [id: string, posting: Posting];

/** The postings of an event with the ids of the documents that they belong to; none where it moves no money. */
function postingsOf(
  event: DecodedEvent<ShoutoutsEvent>,
  idOf: (entry: JournalEntry, posting: Posting, index: number) => string,
): readonly Keyed[] {
  const entry = entryOf(event);
  return entry?.postings.map((posting, index) => [idOf(entry, posting, index), posting]) ?? [];
}

const linesOf = (event: DecodedEvent<ShoutoutsEvent>): readonly Keyed[] =>
  postingsOf(event, (_entry, _posting, index) => `${paddedPosition(event.position)}-${String(index)}`);

const daysOf = (event: DecodedEvent<ShoutoutsEvent>): readonly Keyed[] =>
  postingsOf(
    event,
    ({ effectiveAt, currency }, { account }) => `${dayOf(effectiveAt)}.${currency}.${account}`,
  );

const itemsOf = (event: DecodedEvent<ShoutoutsEvent>): readonly Keyed[] =>
  postingsOf(
    event,
    ({ orderId, payoutId, currency }, { account }) => `${account}.${currency}.${String(orderId ?? payoutId)}`,
  ).filter(([, { account }]) => isClearing(account));

const isClearing = (account: LedgerAccount): boolean =>
  (CLEARING_ACCOUNTS as readonly LedgerAccount[]).includes(account);

const idsIn = (keyed: readonly Keyed[]): readonly string[] => [...new Set(keyed.map(([id]) => id))];

/** @throws Error where the event has none of that document */
function postingsIn(keyed: readonly Keyed[], wanted: string): readonly [Posting, ...Posting[]] {
  const [first, ...others] = keyed.flatMap(([id, posting]) => (id === wanted ? [posting] : []));
  if (first === undefined) throw new Error(`there is no posting of ${wanted}`);
  return [first, ...others];
}

/** Every posting there is. */
export const ledgerPostings: Projection<LedgerPosting> = {
  name: 'ledger_postings',
  version: 3,
  onFailure: 'stop',
  indexes: [
    { name: 'by_effective', fields: ['effectiveAt'] },
    { name: 'by_account', fields: ['account', 'currency', 'effectiveAt'] },
    { name: 'by_order', fields: ['orderId', 'effectiveAt'] },
    { name: 'by_payout', fields: ['payoutId', 'effectiveAt'] },
    { name: 'by_creator', fields: ['creatorId', 'effectiveAt'] },
  ],
  handles: onEach(MONEY_EVENT_TYPES, {
    ids: (event) => idsIn(linesOf(event)),
    apply: (_doc, event, id) => {
      const { orderId, payoutId, currency, effectiveAt } = entryIn(event);
      const [{ account, amountMinor, creatorId }] = postingsIn(linesOf(event), id);
      return {
        postingId: id,
        eventId: event.id,
        event: event.type,
        position: paddedPosition(event.position),
        account,
        currency,
        amountMinor: Number(amountMinor),
        orderId,
        payoutId,
        creatorId,
        effectiveAt,
        recordedAt: event.recordedAt,
        correlationId: event.metadata.$correlationId,
      };
    },
  }),
};

/** What the balance of an account is made of: as many documents as days on which something moved. */
export const ledgerDays: Projection<LedgerDay> = {
  name: 'ledger_days',
  version: 2,
  onFailure: 'stop',
  indexes: [{ name: 'by_day', fields: ['day'] }],
  handles: onEach(MONEY_EVENT_TYPES, {
    ids: (event) => idsIn(daysOf(event)),
    apply: (doc, event, id) => {
      const { currency, effectiveAt } = entryIn(event);
      const postings = postingsIn(daysOf(event), id);
      const [{ account }] = postings;
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

/** Those whose entries go through clearing accounts. */
const CLEARING_EVENT_TYPES = [
  ...['FundsHeld', 'RefundIssued', 'RefundFailed', 'PartRefunded', 'PartRefundReturned'],
  ...['VideoDelivered', 'EarningEarned', 'EarningTakenBack'],
  ...['ChargebackFundsWithdrawn', 'ChargebackFundsReinstated', 'ChargebackLost'],
  ...['PayoutReserved', 'PayoutPaid', 'PayoutFailed'],
] as const satisfies readonly EventType[];

/**
 * What is open in clearing accounts, and since when. What is closed stays: of a document that is gone, nobody knows which events it had,
 * and the one that closed it may come again.
 */
export const ledgerOpenItems: Projection<OpenItem> = {
  name: 'ledger_open_items',
  version: 1,
  onFailure: 'stop',
  indexes: [
    { name: 'by_age', fields: ['isOpen', 'openSince'] },
    { name: 'by_account', fields: ['isOpen', 'account', 'openSince'] },
  ],
  handles: onEach(CLEARING_EVENT_TYPES, {
    ids: (event) => idsIn(itemsOf(event)),
    apply: (doc, event, id) => {
      const { orderId, payoutId, currency, effectiveAt } = entryIn(event);
      const postings = postingsIn(itemsOf(event), id);
      const moved = sum(postings.map(({ amountMinor }) => Number(amountMinor)));
      const balanceMinor = (doc?.balanceMinor ?? 0) + moved;
      const isOpen = balanceMinor !== 0;
      const account = postings[0].account as ClearingAccount;
      const openSince = isOpen ? (doc?.openSince ?? effectiveAt) : null;
      return { itemId: id, account, currency, orderId, payoutId, balanceMinor, isOpen, openSince };
    },
  }),
};

function entryIn(event: DecodedEvent<ShoutoutsEvent>): JournalEntry {
  const entry = entryOf(event);
  if (entry === null) throw new Error(`${event.type} moves no money`);
  return entry;
}

const sum = (amounts: readonly number[]): number => amounts.reduce((total, amount) => total + amount, 0);

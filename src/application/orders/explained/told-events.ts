import type { ShoutoutsEvent } from '../../../domain/all-events.js';
import { entryOf } from '../../../domain/ledger/journal.js';
import type { LedgerAccount } from '../../../domain/ledger/ledger.js';
import type { OrderId } from '../../../domain/ids.js';
import type { Currency } from '../../../domain/money.js';
import { type BookAmount, formatBookAmount } from '../../../domain/reconciliation/difference.js';
import type { DecodedEvent } from '../../events/decoded-event.js';
import type { Actor, EventSource } from '../../events/metadata.js';
import { SEALED } from '../../events/personal-field.js';
import { Balances, type LedgerBalance } from '../../finance/balances.js';
import { sentenceOf } from './explained-words.js';
import { type EventAt, placeOf } from './order-deadlines.js';

type Event = DecodedEvent<ShoutoutsEvent>;

/** What happened, when, by whom and why. */
export interface ToldEvent extends EventAt {
  readonly at: string;
  readonly recordedAt: string;
  readonly stream: string;
  readonly revision: string;
  readonly eventId: string;
  readonly by: Actor;
  readonly source: EventSource;
  /** Why staff stepped in; `null` where nobody did. */
  readonly reason: string | null;
  readonly commandId: string;
  readonly causationId: string;
  /** The event that led to it; `null` where that was a request, or something that is not about this order. */
  readonly causedBy: EventAt | null;
  readonly correlationId: string;
  readonly sentence: string;
  readonly facts: readonly Fact[];
}

/** Something that an event says. */
export interface Fact {
  /** As the field of the event is called. */
  readonly name: string;
  /** For people; `120.00 TRY` of an amount. */
  readonly value: string;
  /** `null` of what is no amount. */
  readonly amount: BookAmount | null;
}

export function toldEvents(events: readonly Event[]): readonly ToldEvent[] {
  const byId = new Map(events.map((event) => [event.id, placeOf(event)]));
  return events.map((event) => told(event, byId.get(event.metadata.$causationId) ?? null));
}

function told(event: Event, causedBy: EventAt | null): ToldEvent {
  const { recordedAt, stream, revision, id, metadata } = event;
  const { at, actor, source, reason = null, commandId } = metadata;
  return {
    ...placeOf(event),
    ...{ at, recordedAt, stream, revision: revision.toString(), eventId: id, by: actor, source, reason },
    ...{ commandId, causationId: metadata.$causationId, causedBy, correlationId: metadata.$correlationId },
    ...{ sentence: sentenceOf(event.type), facts: factsOf(event) },
  };
}

/** But for what is personal, and what has parts of its own. */
const factsOf = ({ data }: Event): readonly Fact[] =>
  Object.entries(data as Readonly<Record<string, unknown>>).flatMap(([name, value]) =>
    name === 'orderId' ? [] : factIn(name, value),
  );

function factIn(name: string, value: unknown): readonly Fact[] {
  if (isAmount(value)) return [{ name, value: formatBookAmount(value), amount: value }];
  const isPlain = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string';
  return isPlain && value !== SEALED ? [{ name, value: String(value), amount: null }] : [];
}

const isAmount = (value: unknown): value is BookAmount =>
  typeof value === 'object' && value !== null && 'amountMinor' in value && 'currency' in value;

/** A line of a journal entry. */
export interface ToldPosting {
  readonly position: string;
  readonly event: ShoutoutsEvent['type'];
  /** A payout is of many orders, and a case moves money for none: what they post is not in the balances. */
  readonly of: 'order' | 'payout' | 'case';
  readonly effectiveAt: string;
  readonly account: LedgerAccount;
  readonly amountMinor: bigint;
  readonly currency: Currency;
}

export interface LedgerOfOrder {
  readonly postings: readonly ToldPosting[];
  /** Of the accounts that the order has moved, what it has left in them. */
  readonly balances: readonly LedgerBalance[];
}

export function ledgerOf(events: readonly Event[], orderId: OrderId): LedgerOfOrder {
  const balances = new Balances();
  const postings = events.flatMap((event): readonly ToldPosting[] => {
    const entry = entryOf(event);
    if (entry === null) return [];
    const of = entry.orderId === orderId ? 'order' : entry.payoutId === null ? 'case' : 'payout';
    if (of === 'order') balances.post(entry);
    const { currency, effectiveAt } = entry;
    return entry.postings.map(({ account, amountMinor }) => ({
      ...{ position: event.position.toString(), event: event.type, of },
      ...{ effectiveAt, account, amountMinor, currency },
    }));
  });
  const moved = new Set(postings.filter(({ of }) => of === 'order').map(({ account }) => account));
  return { postings, balances: balances.all().filter(({ account }) => moved.has(account)) };
}

import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { Documents, Fields } from './order-opinions.js';
import { type Amount, textIn } from './order-story.js';
import { CASE_PROPOSALS, CASES } from './case-opinions.js';
import { PAYOUT_OPINIONS } from './payout-opinions.js';

type Said = Fields & { readonly price: Amount; readonly stars: number };
type Tell = (said: Said, event: RecordedEvent, there: Fields | undefined) => Fields | null;

/** One read model: which document an event is about, and how it shows it; `null` where there is none any more. */
export interface Opinion {
  readonly model: string;
  readonly idOf: (said: Said, event: RecordedEvent) => string;
  readonly tells: Readonly<Record<string, Tell>>;
}

const named = (field: string) => (said: Said) => textIn(said, field);
const byEvent = (_said: Said, { id }: RecordedEvent): string => id;
const at = ({ revision }: RecordedEvent): Fields => ({ revision: String(revision) });
const priced = ({ price }: Said): Fields => ({ currency: price.currency, priceMinor: price.amountMinor });

const CATALOGUE: Opinion = {
  model: 'catalogue',
  idOf: (said) => textIn(said, 'creatorId') || textIn(said, 'personId'),
  tells: {
    CreatorRegistered: ({ market, followers }, event) => ({
      ...{ market, followers, offering: 'none', currency: null, priceMinor: null, ratings: 0, starsTotal: 0 },
      ...at(event),
    }),
    OfferingPublished: (said, event, there) => ({
      ...{ offering: there?.['offering'] === 'paused' ? 'paused' : 'open' },
      ...{ mostOpenOrders: said['mostOpenOrders'], ...priced(said), ...at(event) },
    }),
    OfferingPaused: (_said, event) => ({ offering: 'paused', ...at(event) }),
    OfferingReopened: (_said, event) => ({ offering: 'open', ...at(event) }),
    OrderRated: ({ stars }, _event, there) => ({
      ratings: Number(there?.['ratings']) + 1,
      starsTotal: Number(there?.['starsTotal']) + stars,
    }),
    PersonErased: () => null,
  },
};

const QUOTE_VIEW: Opinion = {
  model: 'quote_view',
  idOf: named('quoteId'),
  tells: {
    QuoteAsked: ({ fanId, creatorId, askedAt, expiresAt }, event) => ({
      ...{ fanId, creatorId, askedAt, state: 'open', currency: null, priceMinor: null, until: expiresAt },
      ...at(event),
    }),
    QuoteMessageSent: (_said, event) => at(event),
    QuoteOffered: (said, event) => ({ proposedBy: 'creator', ...priced(said), ...at(event) }),
    QuoteCountered: (said, event) => ({ proposedBy: 'fan', ...priced(said), ...at(event) }),
    QuoteAccepted: (said, event) => ({
      ...{ state: 'accepted', until: said['orderBy'], ...priced(said), ...at(event) },
    }),
    QuoteDeclined: (_said, event) => ({ state: 'declined', until: null, ...at(event) }),
    QuoteExpired: (_said, event) => ({ state: 'expired', until: null, ...at(event) }),
  },
};

const QUOTE_MESSAGES: Opinion = {
  model: 'quote_messages',
  idOf: byEvent,
  tells: {
    QuoteAsked: ({ quoteId, fanId, creatorId, askedAt }) => ({
      ...{ quoteId, fanId, creatorId, by: 'fan', sentAt: askedAt },
    }),
    QuoteMessageSent: ({ quoteId, fanId, creatorId, by, sentAt }) => ({
      ...{ quoteId, fanId, creatorId, by, sentAt },
    }),
  },
};

const MONEY_CASES: Opinion = {
  model: 'money_cases',
  idOf: byEvent,
  tells: {
    MoneyDifferenceFound: ({ orderId, code, detail, foundAt }) => ({ orderId, code, detail, foundAt }),
    RefundFailed: ({ orderId, failedAt }) => ({ orderId, code: 'refund_failed', foundAt: failedAt }),
    ChargebackEvidenceRefused: ({ orderId, refusedAt }) => ({
      ...{ orderId, code: 'evidence_refused', foundAt: refusedAt },
    }),
    PayoutDiffered: ({ code, detail, foundAt }) => ({ orderId: null, code, detail, foundAt }),
    PayoutFailed: ({ failedAt }) => ({ orderId: null, code: 'payout_failed', foundAt: failedAt }),
    PayoutReturned: ({ returnedAt }) => ({ orderId: null, code: 'payout_returned', foundAt: returnedAt }),
    ProviderEventAbandoned: ({ abandonedAt }) => ({ orderId: null, foundAt: abandonedAt }),
  },
};

const FAN_PROFILES: Opinion = {
  model: 'fan_profiles',
  idOf: named('fanId'),
  tells: { FanRegistered: ({ fanId, market, registeredAt }) => ({ fanId, market, registeredAt }) },
};

const ERASURES: Opinion = {
  model: 'erasures',
  idOf: named('personId'),
  tells: {
    ErasureRequested: ({ personId, requestedAt }) => ({
      ...{ personId, state: 'requested', requestedAt, erasedAt: null },
    }),
    PersonErased: ({ erasedAt }) => ({ state: 'erased', erasedAt }),
  },
};

const MARKET_TERMS: Opinion = {
  model: 'market_terms',
  idOf: named('market'),
  tells: {
    MarketTermsPublished: ({ market, version, effectiveFrom, terms }, event, there) => {
      const before = (there?.['versions'] ?? []) as readonly unknown[];
      return { market, versions: [...before, { version, effectiveFrom, terms }], ...at(event) };
    },
  },
};

const OPINIONS = [
  ...[CATALOGUE, QUOTE_VIEW, QUOTE_MESSAGES, MONEY_CASES, FAN_PROFILES, ERASURES, MARKET_TERMS],
  ...PAYOUT_OPINIONS,
  ...[CASES, CASE_PROPOSALS],
];

/** What begins a document; all else changes one that is there, or was. */
const BEGINS =
  /^(CreatorRegistered|QuoteAsked|QuoteMessageSent|MoneyDifferenceFound|RefundFailed|ChargebackEvidenceRefused|ProviderEventAbandoned|FanRegistered|ErasureRequested|MarketTermsPublished|PayoutReserved|PayoutRunProposed|EarningPending|PayoutDestinationSet|PayoutDiffered|PayoutFailed|PayoutReturned|MoneyCaseOpened|MoneyCaseClosingProposed)$/;

const AUDIT_TRAIL = 'audit_trail';

/** What the read models about everything but orders have to show: catalogue, quotes, markets, cases, erasures, the audit trail. */
export class OtherOpinions {
  readonly all: ReadonlyMap<string, Documents> = new Map(
    [...OPINIONS.map(({ model }) => model), AUDIT_TRAIL].map((model) => [model, new Map<string, Fields>()]),
  );

  readonly #listeners: ((model: string, id: string, document: Fields | undefined) => void)[] = [];

  /** Calls the listener with what has a new look from now on; the audit trail, which only grows, is left out. */
  onChange(listener: (model: string, id: string, document: Fields | undefined) => void): void {
    this.#listeners.push(listener);
  }

  take(event: RecordedEvent): void {
    const said = event.data as unknown as Said;
    for (const { model, idOf, tells } of OPINIONS) {
      const tell = tells[event.type];
      if (tell !== undefined)
        this.change(model, idOf(said, event), event, (there) => tell(said, event, there));
    }
    this.of(AUDIT_TRAIL).set(`${String(event.position).padStart(20, '0')}-${event.id}`, audited(event));
  }

  private change(
    model: string,
    id: string,
    { type }: RecordedEvent,
    tell: (there: Fields | undefined) => Fields | null,
  ): void {
    const documents = this.of(model);
    const there = documents.get(id);
    if (there === undefined && !BEGINS.test(type)) return;
    const told = tell(there);
    const document = told === null ? undefined : { ...there, ...told };
    if (document === undefined) documents.delete(id);
    else documents.set(id, document);
    for (const listener of this.#listeners) listener(model, id, document);
  }

  private of(model: string): Documents {
    const documents = this.all.get(model);
    if (documents === undefined) throw new Error(`nobody has an opinion of ${model}`);
    return documents;
  }
}

/** What an event may be about, in the order in which an entry names it. */
const SUBJECTS = ['orderId', 'fanId', 'creatorId', 'quoteId', 'personId', 'market', 'paymentId'];

/** Who, what, when, why and from where; about whom, and about how much. */
function audited({
  id,
  type,
  stream,
  revision,
  position,
  recordedAt,
  metadata,
  data,
}: RecordedEvent): Fields {
  const subjects = SUBJECTS.map((field) => textIn(data, field)).filter((subject) => subject !== '');
  const subject = (prefix: string) => subjects.find((each) => each.startsWith(prefix)) ?? null;
  const amount = (data['price'] ?? data['amount'] ?? {}) as Partial<Amount>;
  return {
    ...{ eventId: id, type, stream, revision: String(revision), recordedAt, at: metadata['at'] },
    position: String(position).padStart(20, '0'),
    actorRole: (metadata['actor'] as Fields)['role'],
    actorId: (metadata['actor'] as Fields)['id'],
    source: metadata['source'],
    reason: metadata['reason'] ?? null,
    commandId: metadata['commandId'],
    correlationId: metadata['$correlationId'],
    causationId: metadata['$causationId'],
    ...{ orderId: subject('ord_'), fanId: subject('fan_') },
    ...{ creatorId: subject('cre_'), quoteId: subject('quo_') },
    subjects,
    amountMinor: amount.amountMinor ?? null,
    currency: amount.currency ?? null,
  };
}

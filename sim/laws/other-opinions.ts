import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import { audited } from './audited.js';
import { CASE_OPINIONS } from './case-opinions.js';
import { MARKET_OPINIONS } from './market-opinions.js';
import type { Said } from './opinion.js';
import type { Documents, Fields } from './order-opinions.js';
import { PAYOUT_OPINIONS } from './payout-opinions.js';
import { PEOPLE_OPINIONS } from './people-opinions.js';

const OPINIONS = [...MARKET_OPINIONS, ...PEOPLE_OPINIONS, ...PAYOUT_OPINIONS, ...CASE_OPINIONS];

/** What begins a document; all else changes one that is there, or was. */
const BEGINS =
  /^(CreatorRegistered|QuoteAsked|QuoteMessageSent|MoneyDifferenceFound|RefundFailed|ChargebackEvidenceRefused|ProviderEventAbandoned|FanRegistered|ErasureRequested|MarketTermsPublished|PayoutReserved|PayoutRunProposed|EarningPending|PayoutDestinationSet|PayoutDiffered|PayoutFailed|PayoutReturned|PayoutDoubtSettlingProposed|MoneyCaseOpened|MoneyCaseClosingProposed)$/;

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

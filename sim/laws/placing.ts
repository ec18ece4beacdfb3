import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { World } from '../world/world.js';
import { type Amount, type Said, textIn } from './order-story.js';

/** What somebody saw a moment ago, they may act on: an order looks at offering and markets, and then is appended. */
const MOMENT_MS = 10 * 60_000;

interface Since<What> {
  readonly what: What;
  readonly storyMs: number;
}

interface Agreed {
  readonly price: Amount;
  readonly orderBy: string;
  isOrdered: boolean;
}

interface Version {
  /** When it was published; it may hold from later on. */
  readonly publishedMs: number;
  readonly version: number;
  readonly effectiveFrom: string;
  readonly terms: Readonly<Record<string, unknown>>;
}

const same = (one: Amount, other: Amount): boolean =>
  one.amountMinor === other.amountMinor && one.currency === other.currency;

/**
 * How an order comes about (product.md, facts 1, 2 and 6): at the creator's published price, or at one that was agreed, once and in
 * time; while the offering is open; under the terms of the creator's market, and at its fee, rounded in the creator's favour.
 */
export class Placing {
  readonly #prices = new Map<string, Since<Amount>[]>();
  readonly #open = new Map<string, Since<boolean>[]>();
  readonly #agreed = new Map<string, Agreed>();
  readonly #proposals = new Map<string, { readonly by: string; readonly price: Amount }>();
  readonly #asked = new Map<string, string>();
  readonly #versions = new Map<string, Version[]>();

  readonly #takes: Readonly<Record<string, (said: Said, creatorId: string, quoteId: string) => void>> = {
    OfferingPublished: ({ price }, creatorId) => {
      this.now(this.#prices, creatorId, price);
      if (!this.#open.has(creatorId)) this.now(this.#open, creatorId, true);
    },
    OfferingPaused: (_said, creatorId) => this.now(this.#open, creatorId, false),
    OfferingReopened: (_said, creatorId) => this.now(this.#open, creatorId, true),
    QuoteAsked: (said, _creatorId, quoteId) => this.#asked.set(quoteId, textIn(said, 'expiresAt')),
    QuoteMessageSent: (said) => this.checkOpen(said, 'sentAt'),
    QuoteOffered: (said, _creatorId, quoteId) => {
      this.checkOpen(said, 'offeredAt');
      this.#proposals.set(quoteId, { by: 'creator', price: said.price });
    },
    QuoteCountered: (said, _creatorId, quoteId) => {
      this.checkOpen(said, 'counteredAt');
      this.#proposals.set(quoteId, { by: 'fan', price: said.price });
    },
    QuoteAccepted: (said, _creatorId, quoteId) => this.takeAgreement(quoteId, said),
    QuoteDeclined: (said, _creatorId, quoteId) => {
      this.checkOpen(said, 'declinedAt');
      this.#asked.delete(quoteId);
    },
    QuoteExpired: (_said, _creatorId, quoteId) => this.#asked.delete(quoteId),
    MarketTermsPublished: (said) => {
      const market = textIn(said, 'market');
      const version = { ...(said as unknown as Version), publishedMs: this.world.time.storyMs };
      this.#versions.set(market, [...(this.#versions.get(market) ?? []), version]);
    },
    OrderPlaced: (said, creatorId, quoteId) => this.checkPlaced(said, creatorId, quoteId),
  };

  constructor(private readonly world: World) {}

  take({ type, data }: RecordedEvent): void {
    const said = data as unknown as Said;
    this.#takes[type]?.(said, textIn(said, 'creatorId'), textIn(said, 'quoteId'));
  }

  checkEnd(): void {
    for (const [quoteId, expiresAt] of this.#asked)
      if (Date.parse(expiresAt) < this.world.time.nowMs - MOMENT_MS)
        this.world.broke(`${quoteId}: has come to nothing, and was never closed`);
  }

  /** Nothing is said or agreed when a quote is closed, or at the instant when it is to be. */
  private checkOpen(said: Said, at: string): void {
    const expiresAt = this.#asked.get(textIn(said, 'quoteId')) ?? '';
    this.requires(textIn(said, at) < expiresAt, said, `was open until ${expiresAt || 'it was closed'}`);
  }

  private takeAgreement(quoteId: string, said: Said): void {
    const proposal = this.#proposals.get(quoteId);
    this.checkOpen(said, 'acceptedAt');
    this.requires(
      proposal !== undefined && same(proposal.price, said.price),
      said,
      'agreed on no proposed price',
    );
    this.requires(proposal?.by !== said['by'], said, 'somebody agreed with themselves');
    this.#agreed.set(quoteId, {
      price: said.price,
      orderBy: textIn(said, 'orderBy'),
      isOrdered: false,
    });
    this.#asked.delete(quoteId);
  }

  private checkPlaced(said: Said, creatorId: string, quoteId: string): void {
    const { price, fee, earning, terms } = said;
    this.requires(
      this.was(this.#open, creatorId, (isOpen) => isOpen),
      said,
      'the offering is not open',
    );
    if (said['quoteId'] === null)
      this.requires(
        this.was(this.#prices, creatorId, (published) => same(published, price)),
        said,
        `${String(price.amountMinor)} ${price.currency} is not the published price`,
      );
    else this.checkAgreed(said, quoteId);
    this.requires(
      fee.currency === price.currency && earning.currency === price.currency,
      said,
      'price, fee and earning are in one currency',
    );
    const feeMinor = Math.floor((price.amountMinor * (terms['feeBasisPoints'] ?? 0)) / 10_000);
    this.requires(fee.amountMinor === feeMinor, said, `the fee is ${String(feeMinor)} by its terms`);
    this.checkMarkets(said);
  }

  private checkAgreed(said: Said, quoteId: string): void {
    const agreed = this.#agreed.get(quoteId);
    this.requires(agreed !== undefined && same(agreed.price, said.price), said, 'the price was not agreed');
    if (agreed === undefined) return;
    this.requires(textIn(said, 'placedAt') < agreed.orderBy, said, `the price held until ${agreed.orderBy}`);
    this.requires(!agreed.isOrdered, said, 'a quote makes one order');
    agreed.isOrdered = true;
  }

  private checkMarkets(said: Said): void {
    const at = textIn(said, 'placedAt');
    const version = this.inForce(textIn(said, 'market'), at);
    const ofFan = this.inForce(textIn(said, 'fanMarket'), at);
    // A market that was changed a moment ago may have been looked at before.
    const isRecent = (one: Version | undefined) =>
      one !== undefined && this.world.time.storyMs - one.publishedMs < MOMENT_MS;
    if (isRecent(version) || isRecent(ofFan)) return;
    this.requires(
      version?.terms['open'] === true && ofFan?.terms['open'] === true,
      said,
      'a market is closed',
    );
    for (const term of ['feeBasisPoints', 'reviewRequests', 'reviewVideos'])
      this.requires(
        (said.terms as Readonly<Record<string, unknown>>)[term] === version?.terms[term],
        said,
        `${term} is ${String(version?.terms[term])} by the market's terms`,
      );
  }

  private inForce(market: string, at: string): Version | undefined {
    return this.#versions.get(market)?.findLast(({ effectiveFrom }) => effectiveFrom <= at);
  }

  private now<What>(among: Map<string, Since<What>[]>, id: string, what: What): void {
    among.set(id, [...(among.get(id) ?? []), { what, storyMs: this.world.time.storyMs }]);
  }

  /** Whether it is so, or was a moment ago. */
  private was<What>(among: Map<string, Since<What>[]>, id: string, isSo: (what: What) => boolean): boolean {
    const all = among.get(id) ?? [];
    return all.some(({ what }, index) => {
      const untilMs = all[index + 1]?.storyMs ?? Number.POSITIVE_INFINITY;
      return untilMs > this.world.time.storyMs - MOMENT_MS && isSo(what);
    });
  }

  private requires(isSo: boolean, said: Said, law: string): void {
    const subject = typeof said.orderId === 'string' ? said.orderId : textIn(said, 'quoteId');
    if (!isSo) this.world.broke(`${subject}: ${law}`);
  }
}

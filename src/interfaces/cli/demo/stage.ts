import type { Currency } from '../../../domain/money.js';
import type { ApiClient, CommandAnswer } from './api-client.js';
import { until } from './until.js';

export interface Person {
  readonly name: string;
  readonly token: string;
}

export interface Creator extends Person {
  /** `cre_…` */
  readonly id: string;
}

export interface MoneyBody {
  readonly amount_minor: number;
  readonly currency: Currency;
}

export interface OrderBody {
  readonly order_id: string;
  readonly creator_id: string;
  readonly state: string;
  readonly ending: string | null;
  readonly refund: string;
  readonly payment: string;
  readonly due_at: string | null;
  readonly price: MoneyBody;
  readonly earning: MoneyBody;
  readonly money: Readonly<
    Record<`${'paid' | 'refunded' | 'earned' | 'fee' | 'held' | 'charged_back'}_minor`, number>
  >;
}

/** What is to have become of an order and its money. */
export type Fate = 'delivered' | 'refunded' | 'never paid' | 'held';

export interface PlayedOrder {
  readonly title: string;
  readonly orderId: string;
  readonly fate: Fate;
}

export interface NewOrder {
  readonly creator: Creator;
  readonly price: MoneyBody;
  readonly quoteId?: string;
  readonly paymentMethod?: string;
}

export const lira = (amount_minor: number): MoneyBody => ({ amount_minor, currency: 'TRY' });
export const dirham = (amount_minor: number): MoneyBody => ({ amount_minor, currency: 'AED' });

export interface Cast {
  readonly fan: Person;
  /** In Turkey, at 150.00 TRY. */
  readonly ada: Creator;
  /** In the Emirates, at 90.00 AED. */
  readonly omar: Creator;
  readonly finance: Person;
  /** Who approves what `finance` proposes. */
  readonly secondFinance: Person;
}

/** Where the journeys play: the people, and the steps that every one of them takes. */
export class Stage {
  constructor(
    readonly api: ApiClient,
    readonly cast: Cast,
    /** Says what no request says. */
    readonly say: (line: string) => void,
  ) {}

  async placeOrder({ creator, price, quoteId, paymentMethod = 'pm_card_visa' }: NewOrder): Promise<string> {
    const { order_id } = await this.api.command<CommandAnswer & { order_id: string }>(
      this.cast.fan,
      '/v1/orders',
      {
        creator_id: creator.id,
        ...(quoteId === undefined ? {} : { quote_id: quoteId }),
        price,
        brief: 'Happy birthday to my aunt Fatma, she turns 60.',
        payment_method: paymentMethod,
      },
    );
    return order_id;
  }

  /** Ordered, and the money held: the creator sees it. */
  async placePaidOrder(order: NewOrder): Promise<string> {
    const orderId = await this.placeOrder(order);
    await this.orderShows(orderId, { state: 'awaiting_acceptance' });
    return orderId;
  }

  /** Waits until the order shows this, as its fan sees it. */
  async orderShows(
    orderId: string,
    facts: Partial<Pick<OrderBody, 'state' | 'ending' | 'refund' | 'payment'>>,
  ): Promise<OrderBody> {
    const words = Object.entries(facts).map(([field, value]) => `${field} ${value ?? 'none'}`);
    const order = await until(`${orderId} shows ${words.join(', ')}`, async () => {
      const now = await this.api.query<OrderBody>(this.cast.fan, `/v1/orders/${orderId}`);
      const shown = new Map<string, unknown>(Object.entries(now));
      return Object.entries(facts).every(([field, value]) => shown.get(field) === value) ? now : undefined;
    });
    this.say(`the order shows: ${words.join(', ')}`);
    return order;
  }

  async now(): Promise<string> {
    return (await this.api.query<{ now: string }>(undefined, '/v1/test-clock')).now;
  }

  async advance(seconds: number): Promise<void> {
    const { now } = await this.api.command<{ now: string }>(undefined, '/v1/test-clock/advance', { seconds });
    this.say(`the clock says ${now}`);
  }
}

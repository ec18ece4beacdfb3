import { setTimeout as pause } from 'node:timers/promises';
import type { Dice } from '../../sim/world/dice.js';
import type { Client, Person } from './client.js';
import type { Gate } from './gate.js';
import type { Creator, KnownOrder, People } from './people.js';
import type { Answer } from './sent-command.js';
import { upload } from './uploads.js';

const POLL_MS = 60;
const STORY_POLLS = 150;
const NEWCOMER_PERMILLE = 150;
const QUOTE_PERMILLE = 250;
const BAD_CARD_PERMILLE = 120;
const DISCOUNT_MINOR = 1_000;

/** What may be refused to people who act at the same time, and late. */
const MAY_BE = new Set([
  ...[
    'order_not_paid',
    'order_ended',
    'order_already_accepted',
    'order_already_delivered',
    'withdraw_too_late',
  ],
  ...['acceptance_window_closed', 'delivery_window_closed', 'payment_window_closed', 'payment_in_progress'],
  ...['quote_expired', 'quote_closed', 'order_not_accepted', 'order_not_found'],
]);

interface OrderBody {
  readonly state: string;
  readonly payment: string;
}

/** What people do with each other, one story after the other. */
export class Stories {
  constructor(
    private readonly client: Client,
    private readonly gate: Gate,
    private readonly people: People,
    private readonly dice: Dice,
    private readonly areVideosShared: boolean,
  ) {}

  async tellForEver(): Promise<never> {
    for (;;) await this.tell();
  }

  private async tell(): Promise<void> {
    const { dice, people } = this;
    const fan = dice.permille(NEWCOMER_PERMILLE) ? await people.newFan() : dice.oneOf(people.fans);
    const creator = dice.oneOf(people.creators);
    const order = await this.order(fan, creator);
    if (order === undefined || !(await this.isPaid(order))) return;
    const path = `/v1/orders/${order.orderId}`;
    const ending = dice.weighted({ deliver: 5, decline: 2, withdraw: 2, race: 2, 'no answer': 1 });
    switch (ending) {
      case 'deliver':
        return this.deliver(order);
      case 'decline':
        return void (await this.does(creator, `${path}/decline`));
      case 'withdraw':
        return void (await this.does(fan, `${path}/withdraw`));
      case 'race':
        await Promise.all([this.does(creator, `${path}/accept`), this.does(fan, `${path}/withdraw`)]);
        return;
      case 'no answer':
    }
  }

  private async order(fan: Person, creator: Creator): Promise<KnownOrder | undefined> {
    const quote = this.dice.permille(QUOTE_PERMILLE) ? await this.agree(fan, creator) : {};
    if (quote === undefined) return undefined;
    const isBad = this.dice.permille(BAD_CARD_PERMILLE);
    const brief = `${fan.name} asks ${creator.name}, please.`;
    const placed = await this.does(fan, '/v1/orders', {
      ...{ creator_id: creator.id, price: creator.price, brief },
      ...{ payment_method: isBad ? 'pm_card_visa_chargeDeclined' : 'pm_card_visa' },
      ...quote,
    });
    if (placed === undefined) return undefined;
    const orderId = String(placed.body['order_id']);
    const order: KnownOrder = { orderId, fan, creator, brief, isDelivered: false };
    this.people.orders.set(orderId, order);
    return order;
  }

  /** @returns what to order with: the price that they agreed on */
  private async agree(fan: Person, creator: Creator): Promise<object | undefined> {
    const message = `${fan.name} asks ${creator.name}: for less?`;
    const asked = await this.does(fan, '/v1/quotes', { creator_id: creator.id, message });
    if (asked === undefined) return undefined;
    const quoteId = String(asked.body['quote_id']);
    const { amount_minor, currency } = creator.price;
    const price = { amount_minor: amount_minor - DISCOUNT_MINOR, currency };
    const offered = await this.does(creator, `/v1/quotes/${quoteId}/offer`, { price });
    const accepted = offered && (await this.does(fan, `/v1/quotes/${quoteId}/accept`, { price }));
    return accepted && { quote_id: quoteId, price };
  }

  /** Waits for the money. A bad card is followed by a good one. */
  private async isPaid({ orderId, fan }: KnownOrder): Promise<boolean> {
    for (let polls = 0; polls < STORY_POLLS; polls += 1) {
      const order = await this.client.query<OrderBody>(fan, `/v1/orders/${orderId}`);
      if (order === undefined) {
        this.client.wrong.push(`${fan.name}: ${orderId} was acknowledged, and is not there`);
        return false;
      }
      if (order.state !== 'awaiting_payment') return order.state === 'awaiting_acceptance';
      if (order.payment === 'refused')
        await this.does(fan, `/v1/orders/${orderId}/payment`, { payment_method: 'pm_card_visa' });
      await pause(POLL_MS);
    }
    return false;
  }

  private async deliver(order: KnownOrder): Promise<void> {
    const { client, gate } = this;
    const { orderId, creator, fan } = order;
    if ((await this.does(creator, `/v1/orders/${orderId}/accept`)) === undefined) return;
    if (!this.areVideosShared) return;
    const videoId = await upload(client, gate, creator, orderId);
    if (videoId === undefined) return;
    const delivered = await this.does(creator, `/v1/orders/${orderId}/deliver`, { video_id: videoId });
    if (delivered === undefined) return;
    order.isDelivered = true;
    await this.does(fan, `/v1/orders/${orderId}/rating`, { stars: 5, comment: 'Lovely.' });
  }

  /** @returns undefined where it was refused */
  private async does(person: Person, path: string, body?: object): Promise<Answer | undefined> {
    const answer = await this.client.command(person, path, body);
    if (answer.status < 300) return answer;
    if (!MAY_BE.has(String(answer.body['code'])))
      this.client.wrong.push(
        `${person.name}: POST ${path} was refused: ${String(answer.status)} ${JSON.stringify(answer.body)}`,
      );
    return undefined;
  }
}

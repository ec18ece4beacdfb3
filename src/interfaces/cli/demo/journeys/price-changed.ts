import { UnexpectedAnswerError } from '../api-client.js';
import { lira } from '../stage.js';
import type { Journey } from './journey.js';

/** It stays open at the end: the last line of the table shows money that is held. */
export const priceChanged: Journey = {
  title: 'Price changed meanwhile: nobody pays a price that they have not seen',
  async play(stage) {
    const { api, cast } = stage;
    const before = lira(15_000);
    const after = lira(20_000);
    const oldOrder = await stage.placePaidOrder({ creator: cast.ada, price: before });
    await api.command(cast.ada, '/v1/creators/me/offering', { price: after, most_open_orders: null });
    const order = {
      creator_id: cast.ada.id,
      price: before,
      brief: 'A song.',
      payment_method: 'pm_card_visa',
    };
    await api.refusal(cast.fan, '/v1/orders', order, 'price_changed');
    const newOrder = await stage.placePaidOrder({ creator: cast.ada, price: after });
    await api.command(cast.ada, `/v1/orders/${oldOrder}/accept`);
    const { price } = await stage.orderShows(oldOrder, { state: 'accepted' });
    if (price.amount_minor !== before.amount_minor)
      throw new UnexpectedAnswerError('an open order did not keep its price');
    return [
      { title: 'at the old price, accepted', orderId: oldOrder, fate: 'held' },
      { title: 'at the new price, ordered', orderId: newOrder, fate: 'held' },
    ];
  },
};

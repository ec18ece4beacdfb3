import { dirham, lira } from '../stage.js';
import { DAY_S, type Journey } from './journey.js';

/** The journeys that end without a video: the fan gets everything back. */
export const givenBack: readonly Journey[] = [
  {
    title: 'Declined: the fan gets everything back',
    async play(stage) {
      const { api, cast } = stage;
      const orderId = await stage.placePaidOrder({ creator: cast.omar, price: dirham(9_000) });
      await api.command(cast.omar, `/v1/orders/${orderId}/decline`);
      await stage.orderShows(orderId, { ending: 'declined', refund: 'issued' });
      return [{ title: 'declined', orderId, fate: 'refunded' }];
    },
  },
  {
    title: 'No answer: the acceptance window of three days ends',
    async play(stage) {
      const orderId = await stage.placePaidOrder({ creator: stage.cast.ada, price: lira(15_000) });
      await stage.advance(3 * DAY_S);
      await stage.orderShows(orderId, { ending: 'acceptance_expired', refund: 'issued' });
      return [{ title: 'not answered in 3 days', orderId, fate: 'refunded' }];
    },
  },
  {
    title: 'No video: the delivery window of a week ends',
    async play(stage) {
      const { api, cast } = stage;
      const orderId = await stage.placePaidOrder({ creator: cast.ada, price: lira(15_000) });
      await api.command(cast.ada, `/v1/orders/${orderId}/accept`);
      await stage.advance(7 * DAY_S);
      await stage.orderShows(orderId, { ending: 'delivery_expired', refund: 'issued' });
      return [{ title: 'no video in a week', orderId, fate: 'refunded' }];
    },
  },
  {
    title: 'Withdrawn: the fan changes their mind before the creator accepts',
    async play(stage) {
      const { api, cast } = stage;
      const orderId = await stage.placePaidOrder({ creator: cast.omar, price: dirham(9_000) });
      await api.command(cast.fan, `/v1/orders/${orderId}/withdraw`);
      await stage.orderShows(orderId, { ending: 'withdrawn', refund: 'issued' });
      return [{ title: 'withdrawn', orderId, fate: 'refunded' }];
    },
  },
];

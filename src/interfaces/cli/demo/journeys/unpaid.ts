import { UnexpectedAnswerError } from '../api-client.js';
import { lira, type PlayedOrder, type Stage } from '../stage.js';
import type { TimelineBody } from '../timelines.js';
import { until } from '../until.js';
import { type Journey, MINUTE_S } from './journey.js';

const PAYMENT_WINDOW_S = 60 * MINUTE_S;
const TRIES = 3;

export const refused: Journey = {
  title: 'Payment refused: the order lapses after an hour',
  async play(stage) {
    const orderId = await stage.placeOrder({
      creator: stage.cast.ada,
      price: lira(15_000),
      paymentMethod: 'pm_card_chargeDeclined',
    });
    await stage.orderShows(orderId, { payment: 'refused' });
    // The clock is not to move before the order's own history has it.
    await until('the timeline has the failed attempt', async () => {
      const { entries } = await stage.api.query<TimelineBody>(
        stage.cast.fan,
        `/v1/orders/${orderId}/timeline`,
      );
      return entries.find(({ type }) => type === 'PaymentFailed');
    });
    await stage.advance(PAYMENT_WINDOW_S);
    await stage.orderShows(orderId, { ending: 'lapsed', payment: 'canceled' });
    return [{ title: 'payment refused', orderId, fate: 'never paid' }];
  },
};

export const answeredAfterTheLapse: Journey = {
  title: '3-D Secure answered after the lapse: the bank can take nothing any more',
  async play(stage) {
    const { orderId, authenticate } = await orderWith3dSecure(stage);
    await stage.advance(PAYMENT_WINDOW_S);
    await stage.orderShows(orderId, { ending: 'lapsed', payment: 'canceled' });
    if (await authenticate()) throw new UnexpectedAnswerError('a cancelled payment took money');
    return [{ title: '3-D Secure after the lapse', orderId, fate: 'never paid' }];
  },
};

/**
 * Deadlines are met once a second. Who answers the bank in between is late all the same, and their money has been
 * taken: it comes, and goes back at once. Should the second begin just then, the lapse was faster, and another order
 * is placed.
 */
export const answeredJustTooLate: Journey = {
  title: '3-D Secure answered a moment too late: the money comes, and goes back at once',
  async play(stage) {
    const lapsedFirst: PlayedOrder[] = [];
    while (lapsedFirst.length < TRIES) {
      const { orderId, authenticate } = await orderWith3dSecure(stage);
      await waitForEndOfPaymentWindow(stage, orderId);
      if (await authenticate()) {
        await stage.orderShows(orderId, { ending: 'lapsed', payment: 'succeeded', refund: 'issued' });
        return [...lapsedFirst, { title: '3-D Secure a moment late', orderId, fate: 'refunded' }];
      }
      stage.say('the lapse was recorded first: once more, with another order');
      lapsedFirst.push({ title: '3-D Secure after the lapse', orderId, fate: 'never paid' });
    }
    throw new Error(`the lapse was recorded first ${String(TRIES)} times: no payment came late`);
  },
};

interface WaitingFor3dSecure {
  readonly orderId: string;
  /** The fan confirms the payment with the bank; answers whether the bank still took the money. */
  readonly authenticate: () => Promise<boolean>;
}

async function orderWith3dSecure(stage: Stage): Promise<WaitingFor3dSecure> {
  const { api, cast, say } = stage;
  const orderId = await stage.placeOrder({
    creator: cast.ada,
    price: lira(15_000),
    paymentMethod: 'pm_card_authenticationRequired',
  });
  await stage.orderShows(orderId, { payment: 'action_required' });
  const answer = await api.expect(200, cast.fan, 'GET', `/v1/orders/${orderId}/payment`);
  const { client_secret, sandbox } = (await answer.json()) as {
    client_secret: string;
    sandbox: { authenticate_url: string };
  };
  const authenticate = async () => {
    const body = new URLSearchParams({ outcome: 'succeed', client_secret });
    const response = await fetch(sandbox.authenticate_url, { method: 'POST', body });
    const { status, error } = (await response.json()) as { status?: string; error?: { message: string } };
    say(`${cast.fan.name} confirms with the bank → ${error?.message.split('.')[0] ?? status ?? 'no answer'}`);
    return response.ok;
  };
  return { orderId, authenticate };
}

/** Moves the clock to the last second, and lets that pass. */
async function waitForEndOfPaymentWindow(stage: Stage, orderId: string): Promise<void> {
  const { due_at } = await stage.orderShows(orderId, { state: 'awaiting_payment' });
  if (due_at === null) throw new UnexpectedAnswerError(`${orderId} waits for its payment without end`);
  const leftMs = Date.parse(due_at) - Date.parse(await stage.now());
  await stage.advance(Math.floor(leftMs / 1_000));
  await until('the hour to pay is over', async () => ((await stage.now()) >= due_at ? true : undefined));
}

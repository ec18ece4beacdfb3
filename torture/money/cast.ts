import type { Person } from '../load/client.js';
import { personOf } from '../load/people.js';
import { upload } from '../load/uploads.js';
import { Gate } from '../load/gate.js';
import type { Desk } from './desk.js';
import type { Outside } from './outside.js';

const PRICE = { amount_minor: 15_000, currency: 'TRY' };

/** Of each there is one who is paid out by transfers, and two by a bank. */
export interface Cast {
  readonly fan: Person;
  readonly transfers: Person;
  readonly bank: Person;
  readonly rejected: Person;
  readonly proposer: Person;
  readonly approver: Person;
}

export async function gatherCast(desk: Desk, outside: Outside): Promise<Cast> {
  const { client } = desk;
  const fan = await personOf(client, 'fan', 'fan');
  await desk.does(fan, '/v1/fans', { name: fan.name, market: 'TR' });
  const [proposer, approver] = [
    await personOf(client, 'proposer', 'finance'),
    await personOf(client, 'approver', 'finance'),
  ];
  const creatorOf = async (name: string): Promise<Person> => {
    const creator = await personOf(client, name, 'creator');
    const profile = { name, born_on: '1990-05-17', followers: 120_000, market: 'TR' };
    await desk.does(creator, '/v1/creators', profile);
    await desk.does(creator, '/v1/creators/me/offering', { price: PRICE, most_open_orders: null });
    return creator;
  };
  const atBank = async (name: string): Promise<Person> => {
    const creator = await creatorOf(name);
    const account = { iban: 'TR330006100519786457841326', holder: 'Demir' };
    await desk.does(creator, '/v1/creators/me/payout-destination/bank-account', account);
    const path = `/v1/creators/${creator.id}/payout-destination`;
    const { destination_id } = await desk.one(approver, path);
    await desk.does(approver, `${path}/verify`, { destination_id });
    return creator;
  };
  const transfers = await creatorOf('by transfers');
  await desk.does(transfers, '/v1/creators/me/payout-destination', { account: await outside.newAccount() });
  const [bank, rejected] = [await atBank('by bank'), await atBank('rejected')];
  return { fan, proposer, approver, transfers, bank, rejected };
}

/** An order that is paid. */
export async function paidOrder(
  desk: Desk,
  { fan }: Cast,
  creator: Person,
  paymentMethod = 'pm_card_visa',
): Promise<string> {
  const brief = 'Sing, please.';
  const order = { creator_id: creator.id, price: PRICE, brief, payment_method: paymentMethod };
  const orderId = String((await desk.does(fan, '/v1/orders', order)).body['order_id']);
  await orderThat(desk, fan, orderId, 'state', 'awaiting_acceptance');
  return orderId;
}

export async function delivered(desk: Desk, cast: Cast, creator: Person): Promise<string> {
  const orderId = await paidOrder(desk, cast, creator);
  await desk.does(creator, `/v1/orders/${orderId}/accept`);
  const videoId = await upload(desk.client, new Gate(), creator, orderId);
  await desk.does(creator, `/v1/orders/${orderId}/deliver`, { video_id: videoId });
  await desk.until(
    `${creator.name} has earned something`,
    () => desk.list(creator, `/v1/creators/${creator.id}/account`),
    ([account]) => Number(account?.['in_hold_minor'] ?? 0) > 0,
  );
  return orderId;
}

export async function orderThat(
  desk: Desk,
  reader: Person,
  orderId: string,
  field: 'state' | 'refund',
  value: string,
): Promise<void> {
  await desk.until(
    `${orderId} shows ${field} ${value}`,
    async () => (await desk.one(reader, `/v1/orders/${orderId}`))[field],
    (shown) => shown === value,
    { nudging: true },
  );
}

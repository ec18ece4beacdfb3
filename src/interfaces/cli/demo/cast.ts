import type { ApiClient } from './api-client.js';
import { type Cast, type Creator, dirham, lira, type MoneyBody, type Person } from './stage.js';

/** The fan lives in Turkey, the creators in both open markets. */
export async function gatherCast(api: ApiClient): Promise<Cast> {
  const fan = await personOf(api, 'Deniz', 'fan');
  await api.command(fan, '/v1/fans', { name: fan.name, market: 'TR' });
  return {
    fan,
    ada: await creatorOf(api, 'Ada', 'TR', lira(15_000)),
    omar: await creatorOf(api, 'Omar', 'AE', dirham(9_000)),
    finance: await personOf(api, 'Kerem', 'finance'),
    secondFinance: await personOf(api, 'Selin', 'finance'),
  };
}

async function creatorOf(api: ApiClient, name: string, market: string, price: MoneyBody): Promise<Creator> {
  const person = await personOf(api, name, 'creator');
  const profile = { name, born_on: '1990-05-17', followers: 120_000, market };
  const { creator_id } = await api.command<{ creator_id: string }>(person, '/v1/creators', profile);
  await api.command(person, '/v1/creators/me/offering', { price, most_open_orders: null });
  return { ...person, id: creator_id };
}

async function personOf(api: ApiClient, name: string, role: 'fan' | 'creator' | 'finance'): Promise<Person> {
  const request = { subject: name.toLowerCase(), roles: [role] };
  const { token } = await api.command<{ token: string }>(undefined, '/v1/dev/tokens', request);
  return { name, token };
}

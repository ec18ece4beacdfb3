import { setTimeout as pause } from 'node:timers/promises';
import type { Client, Person } from './client.js';

export interface Price {
  readonly amount_minor: number;
  readonly currency: string;
}

export interface Creator extends Person {
  readonly price: Price;
}

const TOKEN_SECONDS = 24 * 3_600;

/** What a client knows of an order of theirs. */
export interface KnownOrder {
  readonly orderId: string;
  readonly fan: Person;
  readonly creator: Creator;
  /** Its brief names both: whoever reads another one's would see it. */
  readonly brief: string;
  isDelivered: boolean;
}

export const CREATORS = [
  { subject: 'ada', market: 'TR', price: { amount_minor: 15_000, currency: 'TRY' } },
  { subject: 'omar', market: 'AE', price: { amount_minor: 9_000, currency: 'AED' } },
] as const;

/** Everybody who takes part, and what is theirs. */
export class People {
  readonly fans: Person[] = [];
  readonly creators: Creator[] = [];
  readonly orders = new Map<string, KnownOrder>();
  #fansNamed = 0;

  constructor(private readonly client: Client) {}

  async newFan(): Promise<Person> {
    const fan = await personOf(this.client, `fan${String((this.#fansNamed += 1))}`, 'fan');
    await this.client.command(fan, '/v1/fans', { name: fan.name, market: 'TR' });
    this.fans.push(fan);
    return fan;
  }

  async newCreators(): Promise<void> {
    for (const { subject, market, price } of CREATORS) {
      const person = await personOf(this.client, subject, 'creator');
      const profile = { name: subject, born_on: '1990-05-17', followers: 120_000, market };
      await this.client.command(person, '/v1/creators', profile);
      await this.client.command(person, '/v1/creators/me/offering', { price, most_open_orders: null });
      this.creators.push(Object.assign(person, { price }));
    }
  }
}

/** Somebody new, with a token. Who works for us has no id but their name. */
export async function personOf(
  client: Client,
  name: string,
  role: 'fan' | 'creator' | 'finance',
): Promise<Person> {
  for (;;) {
    const received = await client.untilAnswered({
      ...{ method: 'POST', path: '/v1/dev/tokens' },
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ subject: name, roles: [role], ttl_seconds: TOKEN_SECONDS }),
    });
    const answer = JSON.parse(received.bytes.toString()) as Readonly<Record<string, string>>;
    const { token, [ID_OF[role]]: id = role === 'finance' ? name : undefined } = answer;
    if (token !== undefined && id !== undefined) return { name, token, id, position: 0n };
    await pause(100);
  }
}

const ID_OF = { fan: 'fan_id', creator: 'creator_id', finance: 'staff_id' } as const;

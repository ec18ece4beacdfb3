import { randomUUID } from 'node:crypto';
import { commandIdFrom } from '../../src/application/events/derived-ids.js';
import { makeId, type OrderId } from '../../src/domain/ids.js';
import { moneyView } from '../../src/interfaces/rest/shared/money.dto.js';
import { BRIEF, storyOrderId } from '../seed/order-story.js';
import { creatorId, creatorSubject, fanId, fanSubject, PRICE } from '../seed/people.js';

/** What is asked for, again and again. */
export type Kind = 'place' | 'accept' | 'order' | 'catalogue' | 'inbox';

export type TokenOf = (subject: string) => string;

interface Description {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly subject?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const placingKey = (n: number): string => `bench placing ${String(n)}`;

/** What the `n`-th request to place an order makes: the id follows from the command, and that from the request. */
const placedOrderId = (n: number): OrderId =>
  makeId('ord', commandIdFrom(`${fanId(n)}\nPOST /v1/orders\n${placingKey(n)}`));

/** The `n`-th request of a kind; `existing` is how many seeded orders there are to read. */
const DESCRIPTIONS: Readonly<Record<Kind, (n: number, existing: number) => Description>> = {
  place: (n) => ({
    method: 'POST',
    path: '/v1/orders',
    subject: fanSubject(n),
    headers: { 'idempotency-key': placingKey(n) },
    body: {
      creator_id: creatorId(n),
      price: moneyView(Number(PRICE.amountMinor), PRICE.currency),
      brief: BRIEF,
      payment_method: 'pm_card_visa',
    },
  }),
  accept: (n) => ({
    method: 'POST',
    path: `/v1/orders/${placedOrderId(n)}/accept`,
    subject: creatorSubject(n),
    headers: { 'idempotency-key': randomUUID(), 'if-match': '"1"' },
  }),
  order: (n, existing) => ({
    method: 'GET',
    path: `/v1/orders/${storyOrderId('delivered', n % existing)}`,
    subject: fanSubject(n % existing),
  }),
  catalogue: () => ({ method: 'GET', path: '/v1/catalogue?market=TR' }),
  inbox: (n) => ({ method: 'GET', path: '/v1/inbox', subject: fanSubject(n) }),
};

export const describedRequest = (kind: Kind, n: number, existing: number): Description =>
  DESCRIPTIONS[kind](n, existing);

/** As it goes over the wire. */
export function requestText(kind: Kind, n: number, existing: number, tokenOf: TokenOf): string {
  const { method, path, subject, headers = {}, body } = describedRequest(kind, n, existing);
  const text = body === undefined ? '' : JSON.stringify(body);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: 127.0.0.1',
    ...(subject === undefined ? [] : [`authorization: Bearer ${tokenOf(subject)}`]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : ['content-type: application/json']),
    ...(method === 'GET' ? [] : [`content-length: ${String(Buffer.byteLength(text))}`]),
  ];
  return `${lines.join('\r\n')}\r\n\r\n${text}`;
}

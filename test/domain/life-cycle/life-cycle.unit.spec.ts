import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { ENDINGS, UNDELIVERED_ENDING_TYPES } from '../../../src/domain/order/endings.js';
import type { Order } from '../../../src/domain/order/order.js';
import { documentOf } from './document.js';
import { explore } from './explore.js';

const FILE = 'docs/order-life-cycle.md';

// A record, so that the compiler asks for every one.
const STATUSES: Readonly<Record<Exclude<Order['status'], 'none'>, true>> = {
  awaiting_payment: true,
  in_request_review: true,
  awaiting_acceptance: true,
  accepted: true,
  in_video_review: true,
  delivered: true,
  ended: true,
};

describe('the life of an order', () => {
  const exploration = explore();
  const orders = exploration.met.map(({ order }) => order);

  it('comes through every status, and to every ending', () => {
    expect(new Set(orders.map(({ status }) => status))).toEqual(new Set(Object.keys(STATUSES)));
    const endings = orders.flatMap((order) => (order.status === 'ended' ? [order.ending] : []));
    expect(new Set(endings)).toEqual(new Set(UNDELIVERED_ENDING_TYPES.map((type) => ENDINGS[type])));
  });

  it(`is drawn in ${FILE} as the deciders do it; write it anew by: UPDATE_DOCS=1 npm test -- test/domain/life-cycle`, () => {
    const document = documentOf(exploration);
    if (process.env.UPDATE_DOCS === '1') writeFileSync(FILE, document);
    expect(readFileSync(FILE, 'utf8')).toBe(document);
  });
});

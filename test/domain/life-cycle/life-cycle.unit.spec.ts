import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFileSync, writeFileSync } from 'node:fs';
import { ENDINGS, ORDER_EVENT_TYPES, UNDELIVERED_ENDING_TYPES } from '../../../src/domain/order/endings.js';
import type { Order } from '../../../src/domain/order/order.js';
import { story } from '../order/any-story.js';
import { documentOf } from './document.js';
import { explore, strokesAt } from './explore.js';

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
  it('comes through every status, and to every ending', () => {
    const orders = explore().met.map(({ order }) => order);
    expect(new Set(orders.map(({ status }) => status))).toEqual(new Set(Object.keys(STATUSES)));
    const endings = orders.flatMap((order) => (order.status === 'ended' ? [order.ending] : []));
    expect(new Set(endings)).toEqual(new Set(UNDELIVERED_ENDING_TYPES.map((type) => ENDINGS[type])));
  });

  it('has an arrow for every event of an order', () => {
    const labels = documentOf(explore()).match(/(?<= --> .*: ).*/g) ?? [];
    const drawn = labels.flatMap((label) => label.split(' + '));
    expect([...new Set(drawn)].sort()).toEqual([...ORDER_EVENT_TYPES].sort());
  });

  it('is drawn whole: `kindOf` in explore.ts tells apart what any story can bring, or arrows would be missing', () => {
    const exploration = explore();
    const stories = fc.sample(story, { numRuns: 1_000, seed: 1 });
    const met = stories.flatMap(({ order, now }) => strokesAt(order, now));
    const withStories = { ...exploration, strokes: [...exploration.strokes, ...met] };
    expect(documentOf(withStories)).toBe(documentOf(exploration));
  });

  it(`is drawn in ${FILE} as the deciders do it; write it anew by: UPDATE_DOCS=1 npm test -- test/domain/life-cycle`, () => {
    const document = documentOf(explore());
    if (process.env.UPDATE_DOCS === '1') writeFileSync(FILE, document);
    expect(readFileSync(FILE, 'utf8')).toBe(document);
  });
});

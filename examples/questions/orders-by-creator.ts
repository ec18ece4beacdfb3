import type { Question } from '../../src/application/questions/question.js';

type Orders = {
  readonly currency: string;
  readonly placed: number;
  readonly delivered: number;
  readonly earned_minor: number;
};

/** How many orders each creator was placed and has delivered in each currency, and what these brought the creator. */
export const question = {
  title: 'Orders by creator',
  handles: {
    OrderPlaced: {
      ids: ({ data: { creatorId, price } }) => [`${creatorId} ${price.currency}`],
      apply: (orders, { data }) =>
        orders === undefined
          ? { currency: data.price.currency, placed: 1, delivered: 0, earned_minor: 0 }
          : { ...orders, placed: orders.placed + 1 },
    },
    EarningEarned: {
      ids: ({ data: { creatorId, earning } }) => [`${creatorId} ${earning.currency}`],
      apply: (orders, { data }) =>
        orders === undefined
          ? null
          : {
              ...orders,
              delivered: orders.delivered + 1,
              earned_minor: orders.earned_minor + Number(data.earning.amountMinor),
            },
    },
  },
} satisfies Question<Orders>;

import { PublishMarketTerms } from '../../src/application/markets/publish-market-terms.js';
import { RetryRefund } from '../../src/application/orders/retry-refund.js';
import { ReviewOrder } from '../../src/application/orders/review-order.js';
import type { OrderId } from '../../src/domain/ids.js';
import { DEFAULT_MARKETS } from '../../src/domain/market/terms.js';
import { instant } from '../../src/domain/time.js';
import type { World } from '../world/world.js';
import { DAY_MS, HOUR_MS } from './cast.js';

/** Markets change their terms; requests and videos are reviewed, or forgotten; a refund that failed is sent again. */
export function staffAct(world: World): void {
  const { wishes, time } = world;

  if (wishes.permille(400)) {
    const market = wishes.oneOf(['TR', 'AE'] as const);
    const terms = {
      ...DEFAULT_MARKETS[market],
      feeBasisPoints: wishes.between(0, 5_000),
      holdDays: wishes.oneOf([0, 1, 7]),
      reviewRequests: wishes.permille(500),
      reviewVideos: wishes.permille(500),
      open: wishes.permille(900),
    };
    time.after(wishes.between(0, wishes.oneOf([HOUR_MS / 2, 6 * HOUR_MS])), () => {
      const from = wishes.permille(500) ? null : instant(time.nowMs + wishes.between(HOUR_MS, 6 * HOUR_MS));
      void world.ask(
        { role: 'admin', id: 'admin' },
        (context) => new PublishMarketTerms(market, from, terms, { ...context, reason: 'simulated' }),
      );
    });
  }

  const review = (orderId: OrderId, reviewBy: string): void => {
    const choice = wishes.weighted({ approve: 6, reject: 2, nothing: 2 });
    if (choice === 'nothing') return;
    const verdict =
      choice === 'approve'
        ? ({ approved: true } as const)
        : ({ approved: false, reason: 'simulated' } as const);
    // Some are too late, and may be earlier than who looks for what is due.
    const lateMs = Date.parse(reviewBy) - time.nowMs + wishes.between(0, HOUR_MS);
    time.after(wishes.permille(200) ? lateMs : wishes.between(0, 2 * DAY_MS), () => {
      void world.ask(
        { role: 'support', id: 'support' },
        (context) => new ReviewOrder(orderId, verdict, context),
      );
    });
  };

  world.onEvent(({ type, data }) => {
    const { orderId, reviewBy } = data as { readonly orderId: OrderId; readonly reviewBy?: string | null };
    if (typeof reviewBy === 'string') review(orderId, reviewBy);
    if (type === 'RefundFailed' && wishes.permille(800))
      time.after(wishes.between(0, DAY_MS), () => {
        void world.ask(
          { role: 'finance', id: 'finance' },
          (context) => new RetryRefund(orderId, { ...context, reason: 'simulated' }),
        );
      });
  });
}

/** The terms of all markets hold nothing back. */
export function earningsAreHadAtOnce(world: World): void {
  for (const market of ['TR', 'AE'] as const) {
    const terms = { ...DEFAULT_MARKETS[market], holdDays: 0 };
    void world.ask(
      { role: 'admin', id: 'admin' },
      (context) => new PublishMarketTerms(market, null, terms, { ...context, reason: 'simulated' }),
    );
  }
}

import type { OrderId } from '../../src/domain/ids.js';
import type { World } from '../world/world.js';
import { DAY_MS } from './cast.js';

/** What happens at the provider without us: disputes, and refunds that somebody makes by hand in its dashboard. */
export function theOutsideActs(world: World): void {
  const { wishes, time, provider, trace } = world;
  world.onEvent(({ type, data }) => {
    const { orderId } = data as { readonly orderId: OrderId };
    if (type !== 'FundsHeld') return;
    if (wishes.permille(100))
      time.after(wishes.between(0, 12 * DAY_MS), () => {
        const disputeId = provider.openDispute(orderId);
        if (disputeId === undefined) return;
        trace.tell('bank', `disputes ${orderId}`);
        const outcome = wishes.oneOf(['won', 'lost'] as const);
        time.after(wishes.between(0, 6 * DAY_MS), () => provider.closeDispute(disputeId, outcome));
      });
    if (wishes.permille(70))
      time.after(wishes.between(0, 12 * DAY_MS), () => {
        if (provider.refundInDashboard(orderId)) trace.tell('dashboard', `refunds ${orderId}`);
      });
  });
}

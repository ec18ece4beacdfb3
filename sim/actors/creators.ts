import { PauseOffering } from '../../src/application/creators/pause-offering.js';
import { PublishOffering } from '../../src/application/creators/publish-offering.js';
import { ReopenOffering } from '../../src/application/creators/reopen-offering.js';
import { AcceptOrder } from '../../src/application/orders/accept-order.js';
import { DeclineOrder } from '../../src/application/orders/decline-order.js';
import { DeliverVideo } from '../../src/application/orders/deliver-video.js';
import { type CreatorId, makeId, type OrderId } from '../../src/domain/ids.js';
import { money } from '../../src/domain/money.js';
import type { World } from '../world/world.js';
import { asCreator, type Cast, DAY_MS } from './cast.js';

/** Accept or decline, deliver in time, too late or never; change the price, pause and come back. */
export function creatorsAct(world: World, { creators }: Cast): void {
  const { wishes, time } = world;
  const owners = new Map<string, CreatorId>();

  const answer = (creator: CreatorId, orderId: OrderId): void => {
    const choice = wishes.weighted({ accept: 6, decline: 2, both: 1, nothing: 1 });
    const accepts = choice === 'accept' || choice === 'both';
    const declines = choice === 'decline' || choice === 'both';
    if (accepts) void world.ask(asCreator(creator), (context) => new AcceptOrder(orderId, context));
    if (declines) void world.ask(asCreator(creator), (context) => new DeclineOrder(orderId, context));
  };

  const deliver = (creator: CreatorId, orderId: OrderId): void => {
    const videoId = makeId('vid', world.uuid());
    const stored = {
      bytes: 1_000,
      durationMs: 30_000,
      sha256: 'ab'.repeat(32),
      storedAt: '2026-01-01T00:00:00.000Z',
    };
    world.files.set(videoId, { videoId, orderId, container: 'mp4', ...stored });
    void world.ask(asCreator(creator), (context) => new DeliverVideo(orderId, videoId, context));
  };

  world.onEvent(({ type, data }) => {
    const { orderId, creatorId } = data as { readonly orderId: OrderId; readonly creatorId?: CreatorId };
    if (type === 'OrderPlaced' && creatorId !== undefined) owners.set(orderId, creatorId);
    const creator = owners.get(orderId);
    if (creator === undefined) return;
    if (type === 'FundsHeld' || type === 'RequestApproved')
      time.after(wishes.between(0, 4 * DAY_MS), () => answer(creator, orderId));
    if ((type === 'OrderAccepted' || type === 'VideoRejected') && wishes.permille(800))
      time.after(wishes.between(0, 8 * DAY_MS), () => deliver(creator, orderId));
  });

  for (const { id, price } of creators) {
    if (!wishes.permille(200)) continue;
    const change = wishes.oneOf(['pause', 'reopen', 'price'] as const);
    time.after(wishes.between(0, 2 * DAY_MS), () => {
      void world.ask(asCreator(id), (context) => {
        if (change === 'pause') return new PauseOffering(id, context);
        if (change === 'reopen') return new ReopenOffering(id, context);
        const offering = { price: money(price.amountMinor + 1n, price.currency), mostOpenOrders: null };
        return new PublishOffering(id, offering, context);
      });
    });
  }
}

import { PauseOffering } from '../../src/application/creators/pause-offering.js';
import { PublishOffering } from '../../src/application/creators/publish-offering.js';
import { ReopenOffering } from '../../src/application/creators/reopen-offering.js';
import { AcceptOrder } from '../../src/application/orders/accept-order.js';
import { DeclineOrder } from '../../src/application/orders/decline-order.js';
import { DeliverVideo } from '../../src/application/orders/deliver-video.js';
import { type CreatorId, makeId, type OrderId, type VideoId } from '../../src/domain/ids.js';
import { money } from '../../src/domain/money.js';
import type { World } from '../world/world.js';
import { asCreator, type Cast, DAY_MS, HOUR_MS } from './cast.js';

/** Accept or decline, deliver in time, too late or never; change the price, pause and come back. */
export function creatorsAct(world: World, { creators }: Cast): void {
  const { wishes, time } = world;
  const owners = new Map<string, CreatorId>();
  // Where all take their time, hardly anybody is ever paid out.
  const isDiligent = world.isAboutPayouts || world.diceFor('diligence').permille(850);
  const longestMs = isDiligent
    ? { answer: HOUR_MS, delivery: DAY_MS }
    : { answer: 4 * DAY_MS, delivery: 8 * DAY_MS };

  const answer = (creator: CreatorId, orderId: OrderId): void => {
    const choice = wishes.weighted({ accept: isDiligent ? 12 : 6, decline: 2, both: 1, nothing: 1 });
    const accepts = choice === 'accept' || choice === 'both';
    const declines = choice === 'decline' || choice === 'both';
    if (accepts) void world.ask(asCreator(creator), (context) => new AcceptOrder(orderId, context));
    if (declines) void world.ask(asCreator(creator), (context) => new DeclineOrder(orderId, context));
  };

  const deliver = (creator: CreatorId, orderId: OrderId): void => {
    const videoId = upload(world, orderId);
    // Now and then it is the one of another order.
    const sent = wishes.permille(200) ? wishes.oneOf([...world.files.keys()]) : videoId;
    void world.ask(asCreator(creator), (context) => new DeliverVideo(orderId, sent as VideoId, context));
  };

  const reactions: Readonly<Record<string, (creator: CreatorId, orderId: OrderId) => void>> = {
    // Told by the fan, and not yet by us.
    OrderPlaced: (creator, orderId) => {
      if (wishes.permille(50)) time.after(wishes.between(0, HOUR_MS), () => answer(creator, orderId));
    },
    FundsHeld: (creator, orderId) =>
      time.after(wishes.between(0, longestMs.answer), () => answer(creator, orderId)),
    RequestApproved: (creator, orderId) =>
      time.after(wishes.between(0, longestMs.answer), () => answer(creator, orderId)),
    OrderAccepted: (creator, orderId) => {
      if (wishes.permille(800))
        time.after(wishes.between(0, longestMs.delivery), () => deliver(creator, orderId));
    },
    VideoRejected: (creator, orderId) => {
      if (wishes.permille(800))
        time.after(wishes.between(0, longestMs.delivery), () => deliver(creator, orderId));
    },
  };

  world.onEvent(({ type, data }) => {
    const { orderId, creatorId } = data as { readonly orderId: OrderId; readonly creatorId?: CreatorId };
    if (type === 'OrderPlaced' && creatorId !== undefined) owners.set(orderId, creatorId);
    const creator = owners.get(orderId);
    if (creator !== undefined) reactions[type]?.(creator, orderId);
  });

  /** Most come back soon. */
  const reopenLater = (id: CreatorId): void => {
    if (wishes.permille(700))
      time.after(wishes.between(0, 4 * HOUR_MS), () => {
        void world.ask(asCreator(id), (context) => new ReopenOffering(id, context));
      });
  };

  for (const { id, price } of creators) {
    if (!wishes.permille(250)) continue;
    const changes = wishes.oneOf([['pause'], ['reopen'], ['price'], ['pause', 'price']] as const);
    for (const change of changes)
      time.after(wishes.between(0, wishes.oneOf([4 * HOUR_MS, 2 * DAY_MS])), () => {
        void world.ask(asCreator(id), (context) => {
          if (change === 'pause') {
            reopenLater(id);
            return new PauseOffering(id, context);
          }
          if (change === 'reopen') return new ReopenOffering(id, context);
          const offering = { price: money(price.amountMinor + 1n, price.currency), mostOpenOrders: null };
          return new PublishOffering(id, offering, context);
        });
      });
  }
}

/** A video, as it is there when it has been sent. */
export function upload(world: World, orderId: OrderId): VideoId {
  const videoId = makeId('vid', world.uuid());
  const stored = {
    ...{ bytes: 1_000, durationMs: 30_000, sha256: 'ab'.repeat(32) },
    storedAt: '2026-01-01T00:00:00.000Z',
  };
  world.files.set(videoId, { videoId, orderId, container: 'mp4', ...stored });
  return videoId;
}

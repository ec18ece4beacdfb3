import type { OrderId } from '../../src/domain/ids.js';
import { type Currency, money } from '../../src/domain/money.js';
import { instant } from '../../src/domain/time.js';
import type { Amount } from '../laws/order-story.js';
import type { Dice } from '../world/dice.js';
import type { World } from '../world/world.js';
import { DAY_MS, HOUR_MS } from './cast.js';

/** What happens at the provider without us: disputes, and refunds that somebody makes by hand in its dashboard. */
export function theOutsideActs(world: World): void {
  const { wishes, time, provider, trace } = world;
  const byHand = world.diceFor('evidence by hand');
  const again = world.diceFor('decided again');
  const refundByHand = (orderId: OrderId, permille: number): void => {
    if (provider.refunds.makeInDashboard(orderId, permille))
      trace.tell('dashboard', `refunds ${String(permille)} of 1000 of what is left of ${orderId}`);
  };
  const dispute = (orderId: OrderId, dice: Dice): void => {
    const evidenceDueIn = (ms: number) => instant(time.nowMs + ms);
    const isInquiry = dice.permille(300);
    // Some banks give little time.
    const dueInMs = byHand.permille(300) ? byHand.between(HOUR_MS, 2 * DAY_MS) : 9 * DAY_MS;
    const disputeId = provider.disputes.open(orderId, isInquiry, evidenceDueIn(dueInMs));
    if (disputeId === undefined) return;
    trace.tell('bank', `${isInquiry ? 'asks about' : 'disputes'} ${orderId}`);
    if (isInquiry && dice.permille(500))
      time.after(dice.between(0, 3 * DAY_MS), () => {
        provider.disputes.escalate(disputeId, evidenceDueIn(9 * DAY_MS));
      });
    if (byHand.permille(150))
      time.after(byHand.between(0, 6 * DAY_MS), () => {
        if (provider.disputes.submitInDashboard(disputeId))
          trace.tell('dashboard', `submits evidence for ${orderId}`);
      });
    const outcome = dice.oneOf(['won', 'lost'] as const);
    time.after(dice.between(0, 6 * DAY_MS), () => {
      provider.disputes.close(disputeId, outcome);
      if (!again.permille(120)) return;
      time.after(again.between(HOUR_MS, again.oneOf([DAY_MS, 4 * DAY_MS])), () => {
        if (provider.disputes.decideAgain(disputeId))
          trace.tell('bank', `decides otherwise about ${orderId}`);
      });
    });
  };
  disputesComeAfterThePayout(world, dispute);
  manyDispute(world, dispute);
  whoWaitsForTheirMoneyDisputes(world, dispute);
  whoHasAPartWantsTheRest(world, dispute);
  ordersArePaidByHand(world);

  world.onEvent(({ type, data }) => {
    const { orderId } = data as { readonly orderId: OrderId };
    if (type !== 'FundsHeld') return;
    if (wishes.permille(100)) time.after(wishes.between(0, 12 * DAY_MS), () => dispute(orderId, wishes));
    if (wishes.permille(70))
      time.after(wishes.between(0, 12 * DAY_MS), () => {
        refundByHand(orderId, 1_000);
      });
    if (wishes.permille(100))
      for (const permille of [wishes.between(1, 999), wishes.oneOf([1, 400, 1_000])])
        time.after(wishes.between(0, 12 * DAY_MS), () => {
          refundByHand(orderId, permille);
        });
  });
}

/** In some worlds, people go to their bank with everything. */
function manyDispute(world: World, dispute: (orderId: OrderId, dice: Dice) => void): void {
  const dice = world.diceFor('many disputes');
  if (!dice.permille(100)) return;
  world.onEvent(({ type, data }) => {
    const { orderId } = data as { readonly orderId: OrderId };
    if (type === 'FundsHeld' && dice.permille(600))
      world.time.after(dice.between(0, 12 * DAY_MS), () => dispute(orderId, dice));
  });
}

/** Some banks take the money back when the creator has it already: then that is a debt. */
function disputesComeAfterThePayout(world: World, dispute: (orderId: OrderId, dice: Dice) => void): void {
  const dice = world.diceFor('late disputes');
  world.onEvent(({ type, data }) => {
    if (type !== 'PayoutReserved') return;
    for (const orderId of data['orderIds'] as readonly OrderId[])
      if (dice.permille(150)) world.time.after(dice.between(0, 5 * DAY_MS), () => dispute(orderId, dice));
  });
}

/** Whose refund is slow, or has failed, goes to their bank: at once, or while it is sent again. */
function whoWaitsForTheirMoneyDisputes(world: World, dispute: (orderId: OrderId, dice: Dice) => void): void {
  const dice = world.diceFor('impatience');
  world.onEvent(({ type, data }) => {
    const { orderId } = data as { readonly orderId: OrderId };
    if ((type === 'RefundFailed' || type === 'RefundPending') && dice.permille(400))
      world.time.after(dice.between(0, dice.oneOf([HOUR_MS, DAY_MS])), () => dispute(orderId, dice));
  });
}

/** Who was given a part back asks their bank for all of it. */
function whoHasAPartWantsTheRest(world: World, dispute: (orderId: OrderId, dice: Dice) => void): void {
  const dice = world.diceFor('the rest');
  world.onEvent(({ type, data }) => {
    const { orderId } = data as { readonly orderId: OrderId };
    if (type === 'PartRefunded' && dice.permille(250))
      world.time.after(dice.between(0, dice.oneOf([HOUR_MS, 2 * DAY_MS])), () => dispute(orderId, dice));
  });
}

/** Somebody has the fan pay once or twice more, by a link that names the order. */
function ordersArePaidByHand(world: World): void {
  const { time, provider, trace } = world;
  const dice = world.diceFor('payments by hand');
  world.onEvent(({ type, data }) => {
    if (type !== 'PaymentStarted' || !dice.permille(40)) return;
    const { orderId } = data as { readonly orderId: OrderId };
    const { amountMinor, currency } = data['amount'] as unknown as Amount;
    for (let times = dice.between(1, 2); times > 0; times -= 1)
      time.after(dice.between(0, 5 * DAY_MS), () => {
        const paymentId = provider.payByHand(orderId, money(BigInt(amountMinor), currency as Currency));
        trace.tell('dashboard', `has ${orderId} paid once more, by ${paymentId}`);
      });
  });
}

import { SettleDoubt } from '../../src/application/payouts/settle-doubt.js';
import type { PayoutId, PayoutRunId } from '../../src/domain/ids.js';
import type { DoubtOutcome } from '../../src/domain/payout-run/doubt-settlings.js';
import { textIn } from '../laws/order-story.js';
import type { World } from '../world/world.js';
import { DAY_MS, HOUR_MS } from './cast.js';
import { FINANCE } from './finance.js';

/** Finance asks the bank what became of a payout that it spoke of unasked, and says so: by two people, by one, not at all, or for another one. */
export function doubtsAreSettled(world: World): void {
  const { time, bank } = world;
  const dice = world.diceFor('doubts');
  const runOf = new Map<string, PayoutRunId>();

  const settle = (payoutId: PayoutId, outcome: DoubtOutcome, reason: string | null, afterMs: number): void =>
    time.after(afterMs, () => {
      const runId = runOf.get(payoutId);
      if (runId !== undefined)
        void world.ask(
          dice.oneOf(FINANCE),
          (context) => new SettleDoubt({ runId, payoutId }, outcome, reason, context),
        );
    });

  world.onEvent(({ type, data }) => {
    const payoutId = textIn(data, 'payoutId') as PayoutId;
    if (type === 'PayoutReserved') runOf.set(payoutId, textIn(data, 'runId') as PayoutRunId);
    if (type === 'PayoutDiffered' && textIn(data, 'code') === 'bank_may_have_paid' && dice.permille(800)) {
      // As the bank knows it: what was not paid by now never is, or it is in the file.
      const outcome = bank.payments.has(payoutId) ? 'paid' : 'not_paid';
      settle(payoutId, outcome, 'the bank was asked', dice.between(0, DAY_MS));
    }
    if (type !== 'PayoutDoubtSettlingProposed') return;
    const outcome = textIn(data, 'outcome') as DoubtOutcome;
    for (let times = dice.between(0, 4); times > 0; times -= 1)
      settle(payoutId, outcome, null, dice.between(0, dice.oneOf([0, HOUR_MS, DAY_MS])));
    // By who looked at another one.
    if (dice.permille(100))
      settle(payoutId, outcome === 'paid' ? 'not_paid' : 'paid', null, dice.between(0, DAY_MS));
  });
}

import { SubmitEvidence } from '../../src/application/orders/submit-evidence.js';
import type { OrderId } from '../../src/domain/ids.js';
import { textIn } from '../laws/order-story.js';
import type { World } from '../world/world.js';
import { DAY_MS, HOUR_MS } from './cast.js';
import { FINANCE } from './finance.js';

/** Finance answers banks: in time, twice, at the very last instant, too late, when it is decided, or for a dispute of another order. */
export function evidenceIsSubmitted(world: World): void {
  const { time } = world;
  const dice = world.diceFor('evidence');
  const disputes: string[] = [];

  const submit = (orderId: OrderId, disputeId: string, afterMs: number): void =>
    time.after(afterMs, () => {
      void world.ask(dice.oneOf(FINANCE), (context) => new SubmitEvidence(orderId, disputeId, context));
    });

  const answer = (orderId: OrderId, disputeId: string, due: unknown): void => {
    if (!dice.permille(700)) return;
    for (let times = dice.permille(200) ? 2 : 1; times > 0; times -= 1)
      submit(orderId, disputeId, dice.between(0, dice.oneOf([0, HOUR_MS, 4 * DAY_MS])));
    if (typeof due === 'string' && dice.permille(300))
      submit(orderId, disputeId, Date.parse(due) + dice.oneOf([-1, 0, 1, HOUR_MS]) - time.nowMs);
    if (dice.permille(100)) submit(orderId, dice.oneOf(disputes), dice.between(0, DAY_MS));
  };

  world.onEvent(({ type, data }) => {
    const orderId = textIn(data, 'orderId') as OrderId;
    const disputeId = textIn(data, 'disputeId');
    if (type === 'ChargebackOpened') disputes.push(disputeId);
    if (type === 'ChargebackOpened' || type === 'ChargebackEvidenceDue')
      answer(orderId, disputeId, data['evidenceDueBy']);
    if (type === 'ChargebackEvidenceRefused' && dice.permille(500))
      submit(orderId, disputeId, dice.between(0, HOUR_MS));
  });
}

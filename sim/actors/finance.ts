import { DecidePayoutRun } from '../../src/application/payouts/decide-payout-run.js';
import { HoldPayouts } from '../../src/application/payouts/hold-payouts.js';
import { ProposePayoutRun } from '../../src/application/payouts/propose-payout-run.js';
import type { Actor } from '../../src/application/events/metadata.js';
import type { CreatorId, PayoutRunId } from '../../src/domain/ids.js';
import type { Currency } from '../../src/domain/money.js';
import { textIn } from '../laws/order-story.js';
import type { World } from '../world/world.js';
import { type Cast, DAY_MS, HOUR_MS } from './cast.js';

export const FINANCE: readonly Actor[] = ['finance-1', 'finance-2', 'finance-3'].map((id) => ({
  ...{ role: 'finance', id },
}));

const CURRENCIES = { TR: 'TRY', AE: 'AED' } as const;

/** How a run is decided on, and how often of each other. */
const WAYS = { approve: 12, twice: 2, both: 2, late: 2, reject: 1, nobody: 1 };
type Way = keyof typeof WAYS;

/** The last runs, when all is calm: whoever has something to be had is paid out at last. */
const LAST_RUNS_MS = [16, 19, 22].map((days) => days * DAY_MS);

/** People of finance propose runs, approve them, also where they must not, reject them, and hold creators' payouts. */
export function financeActs(world: World, { creators }: Cast): void {
  const { time } = world;
  const dice = world.diceFor('finance');
  const markets = [...new Set(creators.map(({ market }) => market))] as ('TR' | 'AE')[];

  const propose = (market: 'TR' | 'AE', minimumMinor: bigint): void => {
    const run = { market, currency: CURRENCIES[market] as Currency, minimumMinor };
    void world.ask(dice.oneOf(FINANCE), (context) => new ProposePayoutRun(run, context));
  };
  for (const market of markets) {
    for (let runs = dice.between(4, 7); runs > 0; runs -= 1)
      time.after(dice.between(DAY_MS, 14 * DAY_MS), () => {
        const minimumMinor = dice.oneOf([1n, 1n, 1n, 30_000n]);
        // Now and then two people do at once what one of them was to do.
        for (let times = dice.permille(100) ? 2 : 1; times > 0; times -= 1) propose(market, minimumMinor);
      });
    for (const ms of LAST_RUNS_MS) time.after(ms, () => propose(market, 1n));
  }

  const decide = (runId: PayoutRunId, verdict: 'approve' | 'reject', actor: Actor, afterMs: number): void =>
    time.after(afterMs, () => {
      void world.ask(actor, (context) => new DecidePayoutRun(runId, verdict, context));
    });

  const look = (runId: PayoutRunId, proposedBy: string, expiresInMs: number): void => {
    const others = FINANCE.filter(({ id }) => id !== proposedBy);
    const other = dice.oneOf(others);
    const soonMs = dice.between(0, dice.oneOf([HOUR_MS, DAY_MS]));
    if (dice.permille(150))
      decide(runId, 'approve', { role: 'finance', id: proposedBy }, dice.between(0, HOUR_MS));
    const ways: Readonly<Record<Way, () => void>> = {
      approve: () => decide(runId, 'approve', other, soonMs),
      twice: () => {
        for (const laterMs of [0, dice.between(0, 2_000)]) decide(runId, 'approve', other, soonMs + laterMs);
      },
      both: () => {
        for (const actor of others) decide(runId, 'approve', actor, soonMs);
        decide(runId, 'reject', dice.oneOf(FINANCE), soonMs + dice.oneOf([0, 1_000]));
      },
      late: () => decide(runId, 'approve', other, expiresInMs + dice.oneOf([-1, 0, 0, 1, HOUR_MS])),
      reject: () => decide(runId, 'reject', dice.oneOf(FINANCE), soonMs),
      nobody: () => undefined,
    };
    const isLast = time.storyMs >= (LAST_RUNS_MS[0] ?? 0);
    ways[isLast ? 'approve' : dice.weighted(WAYS)]();
  };

  const hold = (id: CreatorId, currency: Currency, isHeld: boolean, afterMs: number): void =>
    time.after(afterMs, () => {
      const reason = isHeld ? dice.oneOf(['suspected_fraud', 'legal_claim'] as const) : null;
      void world.ask(dice.oneOf(FINANCE), (context) => new HoldPayouts(id, currency, reason, context));
    });
  for (const { id, price } of creators) {
    if (!dice.permille(250)) continue;
    const heldMs = dice.between(0, 13 * DAY_MS);
    hold(id, price.currency, true, heldMs);
    if (dice.permille(800)) hold(id, price.currency, false, heldMs + dice.between(0, 3 * DAY_MS));
  }

  world.onEvent(({ type, data, stream }) => {
    if (type === 'PayoutRunProposed')
      look(
        textIn(data, 'runId') as PayoutRunId,
        textIn(data, 'proposedBy'),
        Date.parse(textIn(data, 'expiresAt')) - time.nowMs,
      );
    // Whoever has seen to what cannot be lets the payouts go on.
    if (type === 'PayoutDiffered' && dice.permille(600))
      hold(
        textIn(data, 'creatorId') as CreatorId,
        stream.slice(-3) as Currency,
        false,
        dice.between(0, 2 * DAY_MS),
      );
  });
}

import {
  ApproveCaseClosing,
  AssignCase,
  CloseCase,
  NoteOnCase,
} from '../../src/application/cases/work-on-case.js';
import { StartReconciliation } from '../../src/application/reconciliation/start-reconciliation.js';
import type { CaseId } from '../../src/domain/ids.js';
import type { CaseMovement } from '../../src/domain/money-case/money-case.js';
import { type Currency, money } from '../../src/domain/money.js';
import { type Amount, textIn } from '../laws/order-story.js';
import type { World } from '../world/world.js';
import { DAY_MS, HOUR_MS } from './cast.js';
import { FINANCE } from './finance.js';

type SeenMovement = Omit<CaseMovement, 'amount'> & { readonly amount: Amount };

/** Money is sent by hand, of which no order or payout knows; finance has days compared again, and sees to the cases. */
export function casesAreSeenTo(world: World): void {
  const { time, provider, core, trace } = world;
  if (!world.reconciles) return;
  const dice = world.diceFor('cases');

  for (let transfers = dice.between(1, 4); transfers > 0; transfers -= 1)
    time.after(dice.between(HOUR_MS, 13 * DAY_MS), () => {
      const amount = money(BigInt(dice.between(1, 50_000)), dice.oneOf<Currency>(['TRY', 'AED']));
      trace.tell('dashboard', `sends ${provider.transfers.makeByHand(amount)} to somebody`);
    });
  for (let movements = dice.between(1, 4); movements > 0; movements -= 1)
    time.after(dice.between(HOUR_MS, 13 * DAY_MS), () => {
      const amount = money(BigInt(dice.between(1, 50_000)), dice.oneOf<Currency>(['TRY', 'AED']));
      const category = dice.oneOf([
        'payout',
        'payout',
        'payout_reversal',
        'topup',
        'topup_reversal',
      ] as const);
      trace.tell('dashboard', `${category}: ${core.moveBank(category, amount)}`);
    });
  const compareAgain = (dayOf: () => string): void =>
    time.after(dice.between(2 * DAY_MS, 13 * DAY_MS), () => {
      const day = dayOf();
      void world.ask(dice.oneOf(FINANCE), (context) => new StartReconciliation(day, context));
    });
  compareAgain(() => new Date(time.nowMs - DAY_MS).toISOString().slice(0, 10));
  // On which most is paid.
  compareAgain(() => world.dayAt(0));

  const close = (caseId: CaseId, amount: Amount | null): void => {
    const movement = amount && {
      ...({ from: 'provider_clearing', to: 'platform_fees' } as const),
      amount: money(BigInt(amount.amountMinor), amount.currency as Currency),
    };
    void world.ask(
      dice.oneOf(FINANCE),
      (context) => new CloseCase(caseId, { reason: 'simulated', movement }, context),
    );
  };
  const seeTo = (caseId: CaseId, amount: Amount): void => {
    const actor = dice.oneOf(FINANCE);
    const afterMs = dice.between(0, 2 * DAY_MS);
    const choice = dice.weighted({ assign: 2, note: 1, close: 2, move: 6, nothing: 2 });
    time.after(afterMs, () => {
      if (choice === 'assign') void world.ask(actor, (context) => new AssignCase(caseId, actor.id, context));
      if (choice === 'note') void world.ask(actor, (context) => new NoteOnCase(caseId, 'looked at', context));
      if (choice === 'close') close(caseId, null);
      if (choice === 'move') close(caseId, amount);
    });
  };

  world.onEvent(({ type, data }) => {
    const caseId = textIn(data, 'caseId') as CaseId;
    if (type === 'MoneyCaseOpened') seeTo(caseId, data['amount'] as unknown as Amount);
    if (type !== 'MoneyCaseClosingProposed') return;
    const { from, to, amount } = data['movement'] as unknown as SeenMovement;
    const movement = { from, to, amount: money(BigInt(amount.amountMinor), amount.currency as Currency) };
    // Also who proposed it, by mistake.
    for (const actor of FINANCE)
      if (dice.permille(600))
        time.after(dice.between(0, DAY_MS), () => {
          void world.ask(actor, (context) => new ApproveCaseClosing(caseId, movement, context));
        });
  });
}

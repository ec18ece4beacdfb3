import {
  SetPayoutDestination,
  type WantedDestination,
} from '../../src/application/payouts/set-payout-destination.js';
import { VerifyPayoutDestination } from '../../src/application/payouts/verify-payout-destination.js';
import type { CreatorId, DestinationId } from '../../src/domain/ids.js';
import { textIn } from '../laws/order-story.js';
import { personal } from '../laws/privacy.js';
import { ACCOUNTS } from '../ports/provider-transfers.js';
import type { World } from '../world/world.js';
import { asCreator, type Cast, DAY_MS, HOUR_MS, MINUTE_MS } from './cast.js';

/** Creators say where to be paid out, some at the provider and some by a bank, and change their minds; finance verifies, or not. */
export function creatorsWantToBePaid(world: World, { creators }: Cast): void {
  const { time } = world;
  const dice = world.diceFor('destinations');
  const ownAccounts = world.diceFor('own accounts');

  /** At the provider, the last one that they have named. */
  const accounts = new Map<CreatorId, string>();

  const wanted = (id: CreatorId): WantedDestination => {
    if (dice.permille(world.isAboutPayouts ? 350 : 550)) {
      const account = world.isAboutPayouts
        ? dice.oneOf([...ACCOUNTS, 'acct_partly_back', 'acct_partly_back', 'acct_good'] as const)
        : dice.permille(750)
          ? 'acct_good'
          : dice.oneOf(ACCOUNTS);
      return { rail: 'stripe_transfers', account: personal(account, id) };
    }
    const country = dice.permille(50) ? 'YY' : 'XX';
    const iban = personal(`${country}${String(dice.between(10, 99))}`, id);
    return { rail: 'bank_transfers', iban, name: personal('Ada', id) };
  };
  const set = (id: CreatorId, afterMs: number): void =>
    time.after(afterMs, () => {
      const destination = wanted(id);
      if (destination.rail === 'stripe_transfers') accounts.set(id, destination.account);
      void world.ask(asCreator(id), (context) => new SetPayoutDestination(id, destination, context));
    });

  for (const { id } of creators) {
    if (dice.permille(970)) set(id, dice.between(0, dice.oneOf([HOUR_MS, DAY_MS, 8 * DAY_MS])));
    if (dice.permille(200)) set(id, dice.between(DAY_MS, 13 * DAY_MS));
  }

  accountsArePaused(world, (id) => accounts.get(id));

  // Just when somebody looks at what was proposed.
  world.onEvent(({ type, data }) => {
    if (type !== 'PayoutRunProposed') return;
    for (const line of data['lines'] as unknown as readonly { readonly creatorId: CreatorId }[])
      if (dice.permille(80)) set(line.creatorId, dice.between(0, 2 * HOUR_MS));
  });

  world.onEvent(({ type, data }) => {
    if (type !== 'PayoutDestinationSet') return;
    // Once in a while somebody verifies what the provider verifies.
    if (!dice.permille(textIn(data, 'rail') === 'bank_transfers' ? 900 : 30)) return;
    const creatorId = textIn(data, 'creatorId') as CreatorId;
    const destinationId = textIn(data, 'destinationId') as DestinationId;
    // Once in a while they are the same person.
    const byCreator = ownAccounts.permille(60) ? creatorId : 'cre_of_finance';
    time.after(dice.between(0, dice.oneOf([HOUR_MS, 3 * DAY_MS])), () => {
      void world.ask(
        { role: 'finance', id: 'finance-3' },
        (context) => new VerifyPayoutDestination(creatorId, destinationId, byCreator, context),
      );
    });
  });
}

/** The provider looks into somebody's account, mostly while something is under way to it: for some hours, or some days. */
function accountsArePaused(world: World, accountOf: (id: CreatorId) => string | undefined): void {
  const { time, trace, provider } = world;
  const { paused } = provider.transfers;
  const dice = world.diceFor('paused accounts');
  world.onEvent(({ type, data }) => {
    if (!dice.permille(PAUSED_PERMILLE[type] ?? 0)) return;
    const account = accountOf(textIn(data, 'creatorId') as CreatorId);
    if (account === undefined) return;
    time.after(dice.between(0, dice.oneOf([0, 5 * MINUTE_MS, HOUR_MS])), () => {
      paused.add(account);
      trace.tell('provider', `pauses ${account}`);
      time.after(dice.between(0, dice.oneOf([HOUR_MS, 3 * DAY_MS])), () => paused.delete(account));
    });
  });
}

/** Of a thousand such events, how many. */
const PAUSED_PERMILLE: Readonly<Record<string, number>> = { PayoutReserved: 60, PayoutOutcomeUnknown: 600 };

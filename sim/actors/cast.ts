import { PublishOffering } from '../../src/application/creators/publish-offering.js';
import { RegisterCreator } from '../../src/application/creators/register-creator.js';
import { RegisterFan } from '../../src/application/fans/register-fan.js';
import { type CreatorId, type FanId, makeId } from '../../src/domain/ids.js';
import { money, type Money } from '../../src/domain/money.js';
import { personal } from '../laws/privacy.js';
import type { World } from '../world/world.js';

/** Everybody in a world. */
export interface Cast {
  readonly fans: readonly FanId[];
  readonly creators: readonly { readonly id: CreatorId; readonly market: string; readonly price: Money }[];
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export const asFan = (id: FanId) => ({ role: 'fan', id }) as const;
export const asCreator = (id: CreatorId) => ({ role: 'creator', id }) as const;

/** Whoever wants to take part goes on through the first storms: a world without anybody shows nothing. */
const PATIENT = 5_000;

const MARKETS = ['TR', 'AE'] as const;

function howManySell({ isAboutPayouts, isSmall }: World): [number, number] {
  if (isAboutPayouts) return [2, 3];
  return [1, isSmall ? 1 : 2];
}

/** Registers a few fans and creators; resolves when they have done so. */
export async function assemble(world: World): Promise<Cast> {
  const { wishes } = world;
  // Of one market, so that a run has several to pay.
  const markets = world.isAboutPayouts ? [wishes.oneOf(MARKETS)] : MARKETS;
  const fans = Array.from({ length: wishes.between(1, world.isSmall ? 1 : 3) }, () =>
    makeId('fan', world.uuid()),
  );
  const creators = Array.from({ length: wishes.between(...howManySell(world)) }, () => {
    const market = wishes.oneOf(markets);
    return {
      id: makeId('cre', world.uuid()),
      market,
      price: money(BigInt(wishes.between(5_000, 90_000)), market === 'TR' ? 'TRY' : 'AED'),
      mostOpenOrders: wishes.permille(300) ? wishes.between(1, 2) : null,
    };
  });
  await Promise.all([
    ...fans.map((id) =>
      world.ask(
        asFan(id),
        (context) =>
          new RegisterFan(id, { name: personal('Deniz', id), market: wishes.oneOf(['TR', 'AE']) }, context),
        PATIENT,
      ),
    ),
    ...creators.map(async ({ id, market, price, mostOpenOrders }) => {
      const person = { name: personal('Ada', id), bornOn: '1990-05-17', followers: 120_000, market };
      await world.ask(asCreator(id), (context) => new RegisterCreator(id, person, context), PATIENT);
      await world.ask(
        asCreator(id),
        (context) => new PublishOffering(id, { price, mostOpenOrders }, context),
        PATIENT,
      );
    }),
  ]);
  return { fans, creators };
}

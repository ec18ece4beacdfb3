import type { TokenRole } from '../../src/application/ports/identity.js';
import type { CreatorEvent } from '../../src/domain/creator/creator.js';
import type { FanEvent } from '../../src/domain/fan/fan.js';
import type { CreatorId, FanId } from '../../src/domain/ids.js';
import type { Money } from '../../src/domain/money.js';
import type { Instant } from '../../src/domain/time.js';
import { identityOf } from '../../src/infrastructure/identity/identity-of-token.js';
import { LOCAL_ISSUER } from '../../src/infrastructure/identity/local-issuer.js';

export const FANS = 200;
export const CREATORS = 50;
export const PRICE: Money = { amountMinor: 15_000n, currency: 'TRY' };

export const fanSubject = (n: number): string => `bench-fan-${String(n % FANS)}`;
export const creatorSubject = (n: number): string => `bench-creator-${String(n % CREATORS)}`;

const FAN_ID = Array.from({ length: FANS }, (_, n) => identity(fanSubject(n), 'fan').fanId);
const CREATOR_ID = Array.from(
  { length: CREATORS },
  (_, n) => identity(creatorSubject(n), 'creator').creatorId,
);

/** The id that the token of this subject will have, whichever server issues it. */
export const fanId = (n: number): FanId => FAN_ID[n % FANS] ?? 'fan_';
export const creatorId = (n: number): CreatorId => CREATOR_ID[n % CREATORS] ?? 'cre_';

function identity(subject: string, role: TokenRole) {
  return identityOf(LOCAL_ISSUER, subject, [role]);
}

export const fanEvents = (n: number, now: Instant): readonly FanEvent[] => [
  {
    type: 'FanRegistered',
    data: { fanId: fanId(n), name: `Fan ${String(n)}`, market: 'TR', registeredAt: now },
  },
];

export const creatorEvents = (n: number, now: Instant): readonly CreatorEvent[] => [
  {
    type: 'CreatorRegistered',
    data: {
      creatorId: creatorId(n),
      name: `Creator ${String(n)}`,
      bornOn: '1990-01-01',
      market: 'TR',
      followers: 10_000,
      registeredAt: now,
    },
  },
  {
    type: 'OfferingPublished',
    data: { creatorId: creatorId(n), market: 'TR', price: PRICE, mostOpenOrders: null, publishedAt: now },
  },
];

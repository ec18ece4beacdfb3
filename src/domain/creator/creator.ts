import type { DomainEvent } from '../event.js';
import type { PayoutRailName } from '../creator-account/payout-events.js';
import type { CreatorId, DestinationId, MarketCode } from '../ids.js';
import type { Money } from '../money.js';
import type { Instant } from '../time.js';

export type CreatorRegistered = DomainEvent<
  'CreatorRegistered',
  {
    readonly creatorId: CreatorId;
    /** Personal, and shown in the catalogue. */
    readonly name: string;
    /** Personal: ISO 8601 date, for the age that a market's terms may ask. */
    readonly bornOn: string;
    readonly market: MarketCode;
    readonly followers: number;
    readonly registeredAt: Instant;
  }
>;

/** The creator's price is out, for the first time or anew. Only the creator sets it (product.md, fact 1). */
export type OfferingPublished = DomainEvent<
  'OfferingPublished',
  {
    readonly creatorId: CreatorId;
    readonly market: MarketCode;
    readonly price: Money;
    /** How many orders the creator takes at once; `null` sets no limit. */
    readonly mostOpenOrders: number | null;
    readonly publishedAt: Instant;
  }
>;

export type OfferingPaused = DomainEvent<
  'OfferingPaused',
  { readonly creatorId: CreatorId; readonly pausedAt: Instant }
>;

export type OfferingReopened = DomainEvent<
  'OfferingReopened',
  { readonly creatorId: CreatorId; readonly reopenedAt: Instant }
>;

/** Where the creator wants to be paid out from now on. Those before stay known: a payout names the one it goes to. */
export type PayoutDestinationSet = DomainEvent<
  'PayoutDestinationSet',
  {
    readonly creatorId: CreatorId;
    readonly destinationId: DestinationId;
    readonly rail: PayoutRailName;
    /** Personal: an account at the payment provider (`acct_…`), or an IBAN. */
    readonly account: string;
    /** Personal: whose account it is, as the bank has them; `null` where the provider knows. */
    readonly holder: string | null;
    /** Personal: the bank of the account, where the creator has named it. */
    readonly bic: string | null;
    readonly setAt: Instant;
  }
>;

/** Finance has seen that the account is the creator's. Of accounts at the payment provider, the provider knows. */
export type PayoutDestinationVerified = DomainEvent<
  'PayoutDestinationVerified',
  {
    readonly creatorId: CreatorId;
    readonly destinationId: DestinationId;
    readonly verifiedBy: string;
    readonly verifiedAt: Instant;
  }
>;

export type CreatorEvent =
  | CreatorRegistered
  | OfferingPublished
  | OfferingPaused
  | OfferingReopened
  | PayoutDestinationSet
  | PayoutDestinationVerified;

export interface Offering {
  readonly state: 'open' | 'paused';
  readonly price: Money;
  readonly mostOpenOrders: number | null;
}

export type PayoutDestination = Pick<
  PayoutDestinationSet['data'],
  'destinationId' | 'rail' | 'account' | 'holder' | 'bic'
> & { readonly isVerified: boolean };

export type Creator =
  | { readonly status: 'unknown' }
  | {
      readonly status: 'registered';
      readonly creatorId: CreatorId;
      readonly market: MarketCode;
      readonly followers: number;
      readonly bornOn: string;
      readonly offering: Offering | null;
      /** The one that counts is the last. */
      readonly destinations: readonly PayoutDestination[];
    };

export type RegisteredCreator = Extract<Creator, { status: 'registered' }>;

export const initialCreator: Creator = { status: 'unknown' };

export function evolveCreator(creator: Creator, event: CreatorEvent): Creator {
  if (event.type === 'CreatorRegistered') {
    const { creatorId, market, followers, bornOn } = event.data;
    return { status: 'registered', creatorId, market, followers, bornOn, offering: null, destinations: [] };
  }
  if (creator.status === 'unknown') throw new Error(`${event.type} before CreatorRegistered`);
  if (event.type === 'PayoutDestinationSet') {
    const { creatorId: _, setAt: __, ...destination } = event.data;
    return { ...creator, destinations: [...creator.destinations, { ...destination, isVerified: false }] };
  }
  if (event.type === 'PayoutDestinationVerified') {
    const { destinationId } = event.data;
    const destinations = creator.destinations.map((each) =>
      each.destinationId === destinationId ? { ...each, isVerified: true } : each,
    );
    return { ...creator, destinations };
  }
  return { ...creator, offering: evolveOffering(creator.offering, event) };
}

function evolveOffering(
  offering: Offering | null,
  event: Exclude<CreatorEvent, CreatorRegistered | PayoutDestinationSet | PayoutDestinationVerified>,
): Offering | null {
  switch (event.type) {
    case 'OfferingPublished': {
      const { price, mostOpenOrders } = event.data;
      return { state: offering?.state ?? 'open', price, mostOpenOrders };
    }
    case 'OfferingPaused':
      return offering && { ...offering, state: 'paused' };
    case 'OfferingReopened':
      return offering && { ...offering, state: 'open' };
  }
}

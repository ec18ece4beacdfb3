import type { DomainEvent } from '../event.js';
import type { FanId, MarketCode } from '../ids.js';
import type { Instant } from '../time.js';

export type FanRegistered = DomainEvent<
  'FanRegistered',
  {
    readonly fanId: FanId;
    /** Personal. */
    readonly name: string;
    /** Where the fan resides. */
    readonly market: MarketCode;
    readonly registeredAt: Instant;
  }
>;

export type FanEvent = FanRegistered;

export type Fan =
  | { readonly status: 'unknown' }
  | { readonly status: 'registered'; readonly fanId: FanId; readonly market: MarketCode };

export type RegisteredFan = Extract<Fan, { status: 'registered' }>;

export const initialFan: Fan = { status: 'unknown' };

export const evolveFan = (_fan: Fan, { data }: FanEvent): Fan => ({
  status: 'registered',
  fanId: data.fanId,
  market: data.market,
});

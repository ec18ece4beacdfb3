import type { FanId, MarketCode } from '../ids.js';
import type { Market } from '../market/market.js';
import { openTermsAt } from '../market/market.js';
import { type Decision, reject } from '../rejection.js';
import type { Instant } from '../time.js';
import type { Fan, FanEvent } from './fan.js';

export interface RegisterFan {
  readonly fanId: FanId;
  readonly name: string;
  readonly market: MarketCode;
  readonly residence: Market;
  readonly now: Instant;
}

/** Who does not reside in an open market cannot order (product.md, fact 6). */
export function registerFan(fan: Fan, command: RegisterFan): Decision<FanEvent> {
  const { fanId, name, market, residence, now } = command;
  if (fan.status === 'registered') return reject('already_registered', `${fanId} is registered already`);
  if (openTermsAt(residence, now) === undefined)
    return reject('market_not_open', `the market ${market} is not open`);
  return [{ type: 'FanRegistered', data: { fanId, name, market, registeredAt: now } }];
}

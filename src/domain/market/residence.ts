import type { RegisteredCreator } from '../creator/creator.js';
import type { RegisteredFan } from '../fan/fan.js';
import { reject, type Rejection } from '../rejection.js';
import type { Instant } from '../time.js';
import { type Market, openTermsAt } from './market.js';
import type { DatedTerms } from './terms.js';

/** A fan and a creator, and the markets they reside in. */
export interface Parties {
  readonly fan: RegisteredFan;
  readonly fanMarket: Market;
  readonly creator: RegisteredCreator;
  readonly creatorMarket: Market;
}

/** The terms under which these two may deal with each other: those of the creator's market (product.md, fact 6). */
export function termsBetween(parties: Parties, now: Instant): DatedTerms | Rejection {
  const { fan, creator } = parties;
  const terms = openTermsAt(parties.creatorMarket, now);
  if (terms === undefined) return reject('market_not_open', `the market ${creator.market} is not open`);
  if (openTermsAt(parties.fanMarket, now) === undefined)
    return reject('market_not_open', `the market ${fan.market} is not open`);
  if (fan.market !== creator.market && !terms.terms.crossMarket)
    return reject('cross_market_not_allowed', `the market ${creator.market} is for its own residents only`);
  return terms;
}

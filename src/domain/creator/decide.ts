import type { CreatorId, MarketCode } from '../ids.js';
import { type Market, openTermsAt } from '../market/market.js';
import { isWithin, type MarketTerms, priceLimits } from '../market/terms.js';
import { formatMoney, isPayable, type Money, money, sameMoney, stepOf } from '../money.js';
import { type Decision, isRejection, reject, type Rejection } from '../rejection.js';
import type { Instant } from '../time.js';
import type { Creator, CreatorEvent, RegisteredCreator } from './creator.js';

export interface RegisterCreator {
  readonly creatorId: CreatorId;
  readonly name: string;
  readonly bornOn: string;
  readonly followers: number;
  readonly market: MarketCode;
  readonly residence: Market;
  readonly now: Instant;
}

/** Who does not reside in an open market cannot sell (product.md, fact 6). */
export function registerCreator(creator: Creator, command: RegisterCreator): Decision<CreatorEvent> {
  const { residence, now, ...data } = command;
  if (creator.status === 'registered')
    return reject('already_registered', `${command.creatorId} is registered already`);
  if (openTermsAt(residence, now) === undefined)
    return reject('market_not_open', `the market ${command.market} is not open`);
  // As text, a date comes before every instant of its day.
  if (command.bornOn > now) return reject('invalid_value', 'nobody was born in the future');
  return [{ type: 'CreatorRegistered', data: { ...data, registeredAt: now } }];
}

export interface PublishOffering {
  readonly price: Money;
  readonly mostOpenOrders: number | null;
  readonly residence: Market;
  readonly now: Instant;
}

/** Sets the price and how many orders are taken at once. A paused offering stays paused. */
export function publishOffering(creator: Creator, command: PublishOffering): Decision<CreatorEvent> {
  const { price, mostOpenOrders, residence, now } = command;
  const registered = requireRegistered(creator);
  if (isRejection(registered)) return registered;
  const dated = openTermsAt(residence, now);
  if (dated === undefined) return reject('market_not_open', `the market ${registered.market} is not open`);
  const refusal =
    refuseIneligible(registered, dated.terms, now) ??
    refusePrice(dated.terms, price) ??
    refuseOtherCurrency(registered, price) ??
    refuseCapacity(mostOpenOrders);
  if (refusal !== undefined) return refusal;

  const { offering, creatorId, market } = registered;
  const same = offering && sameMoney(offering.price, price) && offering.mostOpenOrders === mostOpenOrders;
  if (same === true) return [];
  return [
    { type: 'OfferingPublished', data: { creatorId, market, price, mostOpenOrders, publishedAt: now } },
  ];
}

export function pauseOffering(creator: Creator, command: { readonly now: Instant }): Decision<CreatorEvent> {
  const registered = requireOffering(creator);
  if (isRejection(registered)) return registered;
  if (registered.offering.state === 'paused') return [];
  return [{ type: 'OfferingPaused', data: { creatorId: registered.creatorId, pausedAt: command.now } }];
}

export function reopenOffering(creator: Creator, command: { readonly now: Instant }): Decision<CreatorEvent> {
  const registered = requireOffering(creator);
  if (isRejection(registered)) return registered;
  if (registered.offering.state === 'open') return [];
  return [{ type: 'OfferingReopened', data: { creatorId: registered.creatorId, reopenedAt: command.now } }];
}

/** Why this creator takes no new requests, if so. */
export function refuseClosedOffering({ offering }: RegisteredCreator): Rejection | undefined {
  if (offering === null)
    return reject('offering_not_published', 'this creator has not published an offering');
  if (offering.state === 'paused') return reject('offering_paused', 'this creator takes no orders now');
  return undefined;
}

/** Why a price cannot be asked under these terms, if it cannot. Quotes and orders ask the same question. */
export function refusePrice(terms: MarketTerms, price: Money): Rejection | undefined {
  const limits = priceLimits(terms, price.currency);
  if (limits === undefined) {
    const allowed = terms.prices.map(({ currency }) => currency).join(', ');
    return reject(
      'currency_not_allowed',
      `${price.currency} is not taken in this market; it takes ${allowed}`,
    );
  }
  if (!isPayable(price)) {
    const step = formatMoney(money(stepOf(price.currency), price.currency));
    return reject('price_outside_terms', `a price must be a multiple of ${step}: nothing else can be paid`);
  }
  if (isWithin(limits, price)) return undefined;
  const floor = formatMoney(money(limits.floorMinor, price.currency));
  const ceiling = formatMoney(money(limits.ceilingMinor, price.currency));
  return reject('price_outside_terms', `a price must be from ${floor} to ${ceiling}`);
}

function refuseOtherCurrency({ offering, market }: RegisteredCreator, price: Money): Rejection | undefined {
  if (offering === null || offering.price.currency === price.currency) return undefined;
  return reject(
    'currency_fixed',
    `this offering is in ${offering.price.currency}: a creator sells in one currency per market (${market})`,
  );
}

function refuseIneligible(
  creator: RegisteredCreator,
  terms: MarketTerms,
  now: Instant,
): Rejection | undefined {
  if (creator.followers < terms.minFollowers)
    return reject('creator_not_eligible', `the market asks for ${String(terms.minFollowers)} followers`);
  if (ageYears(creator.bornOn, now) < terms.minAgeYears)
    return reject('creator_not_eligible', `the market asks for an age of ${String(terms.minAgeYears)} years`);
  return undefined;
}

/** Completed years between a date of birth and an instant, by the UTC calendar. */
function ageYears(bornOn: string, now: Instant): number {
  const years = Number(now.slice(0, 4)) - Number(bornOn.slice(0, 4));
  return now.slice(5, 10) < bornOn.slice(5, 10) ? years - 1 : years;
}

const refuseCapacity = (mostOpenOrders: number | null): Rejection | undefined =>
  mostOpenOrders === null ||
  (Number.isInteger(mostOpenOrders) && mostOpenOrders >= 1 && mostOpenOrders <= 1000)
    ? undefined
    : reject(
        'invalid_value',
        'the most open orders must be a whole number from 1 to 1000, or none for no limit',
      );

export const requireRegistered = (creator: Creator): RegisteredCreator | Rejection =>
  creator.status === 'registered' ? creator : reject('not_registered', 'this creator is not registered');

function requireOffering(creator: Creator) {
  const registered = requireRegistered(creator);
  if (isRejection(registered)) return registered;
  const { creatorId, offering } = registered;
  return offering === null
    ? reject('offering_not_published', 'this creator has not published an offering')
    : { creatorId, offering };
}

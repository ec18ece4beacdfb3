/** Typed ids: a prefix that says what it is, and a lower-case UUID. Opaque to everybody else. */
type Id<Prefix extends string> = `${Prefix}_${string}`;

export type OrderId = Id<'ord'>;
export type QuoteId = Id<'quo'>;
export type FanId = Id<'fan'>;
export type CreatorId = Id<'cre'>;
export type VideoId = Id<'vid'>;
export type PayoutId = Id<'pay'>;
export type PayoutRunId = Id<'run'>;
/** A difference between our books and the provider's. */
export type CaseId = Id<'cas'>;
/** Where a creator wants to be paid out. */
export type DestinationId = Id<'dst'>;
/** Somebody whose personal data we keep: a fan or a creator. */
export type PersonId = FanId | CreatorId;

export type IdPrefix = 'ord' | 'quo' | 'fan' | 'cre' | 'vid' | 'pay' | 'run' | 'dst' | 'cas';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

export const idPattern = (prefix: IdPrefix): RegExp => new RegExp(`^${prefix}_${UUID}$`);

export const isId = <P extends IdPrefix>(prefix: P, text: string): text is Id<P> =>
  idPattern(prefix).test(text);

export const makeId = <P extends IdPrefix>(prefix: P, uuid: string): Id<P> => `${prefix}_${uuid}`;

/** ISO 3166-1 alpha-2 code of a country that may be a market (`TR`, `AE`). */
export type MarketCode = string & { readonly __brand?: 'MarketCode' };

export const isMarketCode = (text: string): boolean => /^[A-Z]{2}$/.test(text);

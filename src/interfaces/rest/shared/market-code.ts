import { Matches } from 'class-validator';

/** A country by its ISO 3166-1 alpha-2 code; whether it is an open market, the domain says. */
export const IsMarketCode = (): PropertyDecorator =>
  Matches(/^[A-Z]{2}$/, { message: 'must be a country code of two capital letters (ISO 3166-1)' });

import { isCurrency } from '../../../domain/money.js';
import { invalidRequest } from './api-error.js';
import type { FormFields, FormValue } from './form.js';
import type { TimeRange } from './listing.js';

/** Turns one parameter as it came into what a handler works with. @throws ApiError naming the parameter */
type Parse<T> = (value: FormValue, name: string) => T;

interface Param<T> {
  readonly parse: Parse<T>;
  readonly required: boolean;
}
type Shape = Readonly<Record<string, Param<unknown>>>;
type Of<P> = P extends Param<infer T> ? T : never;
type RequiredNames<S extends Shape> = { [K in keyof S]: S[K]['required'] extends true ? K : never }[keyof S];

/** The parameters of a request, typed by their declaration. */
export type Params<S extends Shape> = { readonly [K in RequiredNames<S>]: Of<S[K]> } & {
  readonly [K in Exclude<keyof S, RequiredNames<S>>]?: Of<S[K]>;
};

export const required = <T>(parse: Parse<T>): Param<T> & { readonly required: true } => ({
  parse,
  required: true,
});
export const optional = <T>(parse: Parse<T>): Param<T> & { readonly required: false } => ({
  parse,
  required: false,
});

/** Stripe's own limits on metadata. */
const METADATA_KEYS = 50;
const METADATA_KEY_LENGTH = 40;
const METADATA_VALUE_LENGTH = 500;

export const text: Parse<string> = (value, name) => {
  if (typeof value !== 'string') throw invalidRequest(`Invalid string: ${name}`, { param: name });
  if (value !== '') return value;
  throw invalidRequest(`You passed an empty string for '${name}'.`, {
    code: 'parameter_invalid_empty',
    param: name,
  });
};

export const textUpTo =
  (most: number): Parse<string> =>
  (value, name) => {
    const given = text(value, name);
    if (given.length <= most) return given;
    throw invalidRequest(`Invalid string: must be at most ${String(most)} characters`, { param: name });
  };

export const integer: Parse<number> = (value, name) => {
  if (typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value);
  throw invalidRequest(`Invalid integer: ${shown(value)}`, {
    code: 'parameter_invalid_integer',
    param: name,
  });
};

export const integerBetween =
  (least: number, most: number): Parse<number> =>
  (value, name) => {
    const number = integer(value, name);
    if (number >= least && number <= most) return number;
    throw invalidRequest(`This value must be between ${String(least)} and ${String(most)}.`, {
      code: 'parameter_invalid_integer',
      param: name,
    });
  };

export const flag: Parse<boolean> = (value, name) => {
  if (value === 'true' || value === 'false') return value === 'true';
  throw invalidRequest(`Invalid boolean: ${shown(value)}`, { param: name });
};

export const oneOf =
  <const T extends string>(...choices: readonly T[]): Parse<T> =>
  (value, name) => {
    const choice = choices.find((known) => known === value);
    if (choice !== undefined) return choice;
    throw invalidRequest(`Invalid ${name}: must be one of ${choices.join(', ')}`, { param: name });
  };

export const currency: Parse<string> = (value, name) => {
  if (typeof value === 'string' && isCurrency(value.toUpperCase())) return value.toLowerCase();
  throw invalidRequest(`Invalid currency: ${shown(value)}`, { param: name });
};

export const listOf =
  <T>(parse: Parse<T>): Parse<readonly T[]> =>
  (value, name) => {
    if (typeof value === 'string') throw invalidRequest('Invalid array', { param: name });
    return Object.values(value).map((item, index) => parse(item, `${name}[${String(index)}]`));
  };

export const metadata: Parse<Readonly<Record<string, string>>> = (value, name) => {
  if (typeof value === 'string') throw invalidRequest('Invalid object', { param: name });
  const entries = Object.entries(value).map(([key, inner]): [string, string] => {
    const param = `${name}[${key}]`;
    if (typeof inner !== 'string') throw invalidRequest('Invalid string', { param });
    if (key.length > METADATA_KEY_LENGTH) throw invalidRequest('Metadata key too long', { param });
    if (inner.length > METADATA_VALUE_LENGTH) throw invalidRequest('Metadata value too long', { param });
    return [key, inner];
  });
  if (entries.length > METADATA_KEYS) throw invalidRequest('Too many metadata keys', { param: name });
  return Object.fromEntries(entries);
};

export const fields =
  <S extends Shape>(shape: S): Parse<Params<S>> =>
  (value, name) => {
    if (typeof value === 'string') throw invalidRequest('Invalid object', { param: name });
    return parseFields(shape, value, (field) => `${name}[${field}]`);
  };

/** `created[gte]=1700000000`, or one second alone. */
export const timeRange: Parse<TimeRange> = (value, name) => {
  if (typeof value !== 'string') return rangeFields(value, name);
  const second = integer(value, name);
  return { gte: second, lte: second };
};

/** Which references come as whole objects; those that are not among them are refused. */
export const expand = <const T extends string>(...expandable: readonly T[]): Parse<readonly T[]> =>
  listOf((value, name) => {
    const known = expandable.find((property) => property === value);
    if (known !== undefined) return known;
    throw invalidRequest(`This property cannot be expanded (${shown(value)}).`, { param: name });
  });

/** @throws ApiError for an unknown, missing or malformed parameter: nothing of the request is done then */
export const parseParams = <S extends Shape>(shape: S, given: FormFields): Params<S> =>
  parseFields(shape, given, (field) => field);

function parseFields<S extends Shape>(
  shape: S,
  given: FormFields,
  nameOf: (field: string) => string,
): Params<S> {
  for (const field of Object.keys(given)) {
    if (Object.hasOwn(shape, field)) continue;
    const param = nameOf(field);
    throw invalidRequest(`Received unknown parameter: ${param}`, { code: 'parameter_unknown', param });
  }
  const parsed: Record<string, unknown> = {};
  for (const [field, { parse, required: isRequired }] of Object.entries(shape)) {
    const value = given[field];
    const param = nameOf(field);
    if (value !== undefined) parsed[field] = parse(value, param);
    else if (isRequired)
      throw invalidRequest(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  }
  return parsed as Params<S>;
}

const rangeFields = fields({
  gt: optional(integer),
  gte: optional(integer),
  lt: optional(integer),
  lte: optional(integer),
});

const shown = (value: FormValue): string => (typeof value === 'string' ? value : JSON.stringify(value));

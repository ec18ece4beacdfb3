import { type Currency, isCurrency } from './domain/money.js';

/** What the text of a setting must be. `read` answers `undefined` when it is not. */
export interface Kind<Value> {
  readonly must: string;
  readonly read: (text: string) => Value | undefined;
  /** What is wrong with a text that `read` takes, as whoever it is for says it; never repeats what may be a secret. */
  readonly faultOf?: (text: string) => string | undefined;
}

export const textThat = (must: string, matches: (text: string) => boolean): Kind<string> => ({
  must,
  read: (text) => (matches(text) ? text : undefined),
});

export const wholeNumber = (least: number, most: number): Kind<number> => ({
  must: `a whole number from ${String(least)} to ${String(most)}`,
  read: (text) => {
    const value = Number(text);
    return /^\d+$/.test(text) && value >= least && value <= most ? value : undefined;
  },
});

export const oneOf = (...allowed: readonly string[]): Kind<string> =>
  textThat(`one of ${allowed.join(', ')}`, (text) => allowed.includes(text));

export const someOf = <Name extends string>(...allowed: readonly Name[]): Kind<ReadonlySet<Name>> => ({
  must: `some of ${allowed.join(', ')}, with commas between them`,
  read: (text) => new Set(allowed.filter((name) => listed(text).includes(name))),
  faultOf: (text) => {
    const unknown = listed(text).filter((name) => !allowed.includes(name as Name));
    return unknown.length === 0
      ? undefined
      : `it has ${unknown.map((name) => `"${name}"`).join(', ')}, and there are ${allowed.join(', ')}`;
  },
});

const listed = (text: string): readonly string[] => text.split(',').map((name) => name.trim());

/** `TRY=10000,AED=5000`: above zero, each currency once. */
export function minimumsOf(text: string): ReadonlyMap<Currency, bigint> | undefined {
  const minimums = new Map<Currency, bigint>();
  for (const part of listed(text)) {
    const [, currency = '', minor = ''] = /^([A-Z]{3})=([1-9]\d{0,14})$/.exec(part) ?? [];
    if (!isCurrency(currency) || minimums.has(currency)) return undefined;
    minimums.set(currency, BigInt(minor));
  }
  return minimums;
}

export const ANY_TEXT = textThat('any text', () => true);
export const PATH = textThat('a path', () => true);
export const PORT_NUMBER = wholeNumber(0, 65_535);
export const FLAG: Kind<boolean> = {
  must: '1 or 0',
  read: (text) => (text === '1' || text === '0' ? text === '1' : undefined),
};
/** Paths are appended to it; and it is named in messages, so it has no password. */
export const WEB_ADDRESS: Kind<string> = {
  must: 'an http or https address, without a user or a query',
  read: (text) => text.replace(/\/$/, ''),
  faultOf: faultOfWebAddress,
};

function faultOfWebAddress(text: string): string | undefined {
  if (!/^https?:\/\//.test(text)) return 'it must begin with http:// or https://';
  if (!URL.canParse(text) || /\s/.test(text))
    return 'what follows http:// or https:// must be HOST, HOST:PORT or one with a path';
  const { username, password } = new URL(text);
  if (username !== '' || password !== '') return 'it must have no user before an @';
  return /[?#]/.test(text) ? 'it must have no query (?) and no fragment (#)' : undefined;
}

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
  read: (text) => {
    const named = text.split(',').map((name) => name.trim());
    const known = allowed.filter((name) => named.includes(name));
    return known.length === new Set(named).size ? new Set(known) : undefined;
  },
});

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
  read: (text) => (isPlainWebAddress(text) ? text.replace(/\/$/, '') : undefined),
};

function isPlainWebAddress(text: string): boolean {
  if (!/^https?:\/\/[^?#\s]+$/.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

type SnakeCase<Text extends string> = Text extends `${infer Head}${infer Tail}`
  ? `${Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`}${SnakeCase<Tail>}`
  : Text;

/** A view as it goes over HTTP: names in snake_case, amounts as numbers. */
export type Body<View> = View extends bigint
  ? number
  : View extends readonly (infer Item)[]
    ? Body<Item>[]
    : View extends object
      ? { [Key in keyof View as Key extends string ? SnakeCase<Key> : never]: Body<View[Key]> }
      : View;

/** @throws RangeError for an amount that a JSON number would not keep exactly */
export function bodyOf<View>(view: View): Body<View> {
  return convert(view) as Body<View>;
}

function convert(value: unknown): unknown {
  if (typeof value === 'bigint') return exactNumber(value);
  if (Array.isArray(value)) return value.map(convert);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [snakeCase(name), convert(member)]),
  );
}

function exactNumber(amount: bigint): number {
  const number = Number(amount);
  if (!Number.isSafeInteger(number)) throw new RangeError('an amount is too large for a JSON number');
  return number;
}

export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

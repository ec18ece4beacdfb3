const NOT_LAWS: readonly string[] = ['who-says', 'world', 'laws'];

/** The file of the law, from the places that led here: the first that is neither the world's own, nor this one, nor the list of all laws. */
export function whoSays(stack = ''): string {
  const files = [...stack.matchAll(/\/sim\/(?:\w+\/)?([\w-]+)\.[jt]s/g)].map(([, file = '']) => file);
  const file = files.find((each) => !NOT_LAWS.includes(each));
  return file === undefined ? '' : `${file}.ts, `;
}

const DEEP = 10;

/** In worlds that nobody reads, errors do not note where they are made: there are many, and it takes long. */
export function notePlaces(isNoted: boolean): void {
  Error.stackTraceLimit = isNoted ? DEEP : 0;
}

/** Noted all the same. */
export function stackHere(): string | undefined {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = DEEP;
  const { stack } = new Error();
  Error.stackTraceLimit = before;
  return stack;
}

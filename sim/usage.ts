/** What somebody typed that cannot be run: they are told in one line, and the program ends with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** @throws UsageError */
export function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new UsageError(`${name} takes a whole number from 1 on, not ${JSON.stringify(text)}`);
}

/** What Node says of options that it does not know, in its first sentence. @throws UsageError */
export function parsed<Values>(parse: () => Values): Values {
  try {
    return parse();
  } catch (error) {
    const [first = ''] = (error as Error).message.split(/\. |\n/);
    throw new UsageError(first);
  }
}

/** Reads what was typed; `undefined` where that was answered already: with the help, or with what is wrong. */
export function readOrTell<Options>(read: () => Options | 'help', help: string): Options | undefined {
  try {
    const options = read();
    if (options !== 'help') return options;
    process.stdout.write(`${help}\n`);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}; --help tells more\n`);
    process.exitCode = 2;
  }
  return undefined;
}

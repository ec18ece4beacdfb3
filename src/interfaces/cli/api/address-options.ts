import { type Command, InvalidArgumentError, Option } from 'commander';

/** Where the running program is, and who asks it. */
export const toProgram = (command: Command): Command =>
  command.addOption(urlOption()).addOption(tokenOption());

export const urlOption = (): Option =>
  new Option('--url <url>', 'where the program listens')
    .env('SHOUTOUTS_URL')
    .default('http://127.0.0.1:3000')
    .argParser(urlIn);

const tokenOption = (): Option =>
  new Option('--token <token>', 'who asks: a token of an admin').env('SHOUTOUTS_TOKEN');

function urlIn(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InvalidArgumentError('An address, such as http://127.0.0.1:3000.');
  return text;
}

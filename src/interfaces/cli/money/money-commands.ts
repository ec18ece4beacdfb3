import { Command } from 'commander';
import { EXIT_CODES_HELP } from '../exit-codes.js';
import { jsonOption, logOption } from '../shared-options.js';
import { checkTheMoney } from './money-check.js';

const CHECK_HELP = `
Reads the whole log, adds everything up, and holds it against the money rules. It needs no keys of persons. It appends nothing, and can be
asked while the program runs, on the same machine; up to where it has read is in its answer. What the provider's books say, it cannot know.

Examples:
  $ npx shoutouts money check
  $ EVENTSTORE_URL='esdb://user:password@db:2113' npx shoutouts money check --json`;

export const moneyCommands = (): Command =>
  new Command('money').description('adds up and checks the money').addCommand(
    new Command('check')
      .description('holds a log against the money rules')
      .addOption(logOption())
      .addOption(
        jsonOption('one line of JSON per broken rule, then the result; progress on the error output'),
      )
      .addHelpText('after', CHECK_HELP + '\n' + EXIT_CODES_HELP)
      .action(checkTheMoney),
  );

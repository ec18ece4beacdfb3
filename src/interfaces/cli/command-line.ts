import { Command } from 'commander';
import { tokenCommand } from './api/token-command.js';
import { eventsCommands } from './events/events-commands.js';
import { EXIT_CODES_HELP } from './exit-codes.js';
import { logCommands } from './log/log-commands.js';
import { moneyCommands } from './money/money-commands.js';
import { ordersCommands } from './orders/orders-commands.js';
import { projectionsCommands } from './projections/projections-commands.js';
import { reportCommand } from './report/report-command.js';
import { serveCommand } from './serve/serve-command.js';
import { VERSION } from '../../version.js';

const HELP = `
Examples:
  $ npx shoutouts serve
  $ npx shoutouts orders explain ord_019ab3c4-7d21-7e6f-9a10-0c5b8f2e4d11
  $ npx shoutouts events tail --follow`;

/** A family of commands is a function that answers its `Command`, named here. */
const FAMILIES = [
  ...[serveCommand, eventsCommands, logCommands, moneyCommands, ordersCommands, projectionsCommands],
  ...[reportCommand, tokenCommand],
];

/** The command line. What is wrong with what it is told, it says itself, and throws a `CommanderError`. */
export function commandLine(): Command {
  const program = new Command('shoutouts')
    .description(
      'Runs the program, and works on what it keeps. Settings come from the environment, as for the program itself.',
    )
    .version(VERSION, '-V, --version', 'print the version of this release')
    .addHelpText('after', `${HELP}\n${EXIT_CODES_HELP}`);
  for (const family of FAMILIES) program.addCommand(family());
  saysWhereHelpIs(program, 'npx shoutouts');
  return program;
}

function saysWhereHelpIs(command: Command, name: string): void {
  command.exitOverride().showHelpAfterError(`(${name} --help says what there is)`);
  for (const below of command.commands) saysWhereHelpIs(below, `${name} ${below.name()}`);
}

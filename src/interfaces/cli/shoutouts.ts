#!/usr/bin/env node
import 'reflect-metadata';
import { Command, CommanderError } from 'commander';
import { onClosedOutput } from './closed-output.js';
import { tokenCommand } from './api/token-command.js';
import { eventsCommands } from './events/events-commands.js';
import { EXIT, EXIT_CODES_HELP } from './exit-codes.js';
import { logCommands } from './log/log-commands.js';
import { moneyCommands } from './money/money-commands.js';
import { ordersCommands } from './orders/orders-commands.js';
import { projectionsCommands } from './projections/projections-commands.js';
import { reportCommand } from './report/report-command.js';

/** The command line. A family of commands is a function that answers its `Command`, added here. */
const program = new Command('shoutouts')
  .description(
    'Works on what the program keeps. Settings come from the environment, as for the program itself.',
  )
  .addHelpText('after', EXIT_CODES_HELP)
  .exitOverride()
  .configureHelp({ showGlobalOptions: true });

program.addCommand(eventsCommands());
program.addCommand(logCommands());
program.addCommand(moneyCommands());
program.addCommand(ordersCommands());
program.addCommand(projectionsCommands());
program.addCommand(reportCommand());
program.addCommand(tokenCommand());
for (const command of program.commands.flatMap((family) => [family, ...family.commands]))
  command.exitOverride();

onClosedOutput(() => process.exit(EXIT.unread));

try {
  await program.parseAsync();
} catch (error) {
  // It has said already what is wrong, or what was asked for.
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
}

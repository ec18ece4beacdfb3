import { Argument, Command, InvalidArgumentError } from 'commander';
import { EXIT_CODES_HELP } from '../exit-codes.js';
import { jsonOption, logOption, positionIn } from '../shared-options.js';
import { showEvent, tailEvents } from './show-events.js';

const TAIL_HELP = `
Reads the log beside the program, where that runs on the same machine, and changes nothing. What is personal stays sealed.

Examples:
  $ npx shoutouts events tail --follow
  $ npx shoutouts events tail --last 200 --type RefundIssued RefundFailed --json`;

const SHOW_HELP = `
Example:
  $ npx shoutouts events show 1234`;

const MOST_EVENTS = 100_000;

export const eventsCommands = (): Command =>
  new Command('events')
    .description('shows what is in the log')
    .addCommand(
      reading(new Command('tail'))
        .description('the newest events, in the order of the log')
        .option('--last <count>', 'how many to begin with', countIn, 20)
        .option('--type <names...>', 'those of these types only')
        .option('-f, --follow', 'goes on with what comes, until Ctrl-C', false)
        .addHelpText('after', TAIL_HELP + '\n' + EXIT_CODES_HELP)
        .action(tailEvents),
    )
    .addCommand(
      reading(new Command('show'))
        .description('one event, with all that is in it')
        .addArgument(new Argument('<position>', 'where it is in the log').argParser(positionIn))
        .addHelpText('after', SHOW_HELP + '\n' + EXIT_CODES_HELP)
        .action(showEvent),
    );

const reading = (command: Command): Command =>
  command.addOption(logOption()).addOption(jsonOption('each event as one line of JSON'));

function countIn(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > MOST_EVENTS)
    throw new InvalidArgumentError(`A whole number from 1 to ${String(MOST_EVENTS)}.`);
  return count;
}

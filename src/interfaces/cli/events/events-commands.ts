import { isKnownType } from '../../../application/events/event-registry.js';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { EXIT_CODES_HELP } from '../exit-codes.js';
import { asOfOption, jsonOption, logOption, positionIn, RESULT_AS_JSON } from '../shared-options.js';
import { exportEvents } from './export-events.js';
import { EXPORT_FORMATS } from './export-folder.js';
import { showEvent, tailEvents } from './show-events.js';

const TAIL_HELP = `
Reads the log beside the program, where that runs on the same machine, and changes nothing. What is personal stays sealed.

Examples:
  $ npx shoutouts events tail --follow
  $ npx shoutouts events tail --last 200 --type RefundIssued RefundFailed --json`;

const SHOW_HELP = `
Example:
  $ npx shoutouts events show 1234`;

const EXPORT_HELP = `
Files for analysts, with at most 100,000 events in each; what is personal is not in them. Run again, it adds what has come since. What each
version of each event says is in schemas/, and which files are whole in export.json. docs/how-to/export-events.md has questions for DuckDB.

Examples:
  $ npx shoutouts events export ./exported
  $ npx shoutouts events export ./exported-lines --format ndjson --as-of 2026-11-01T00:00:00Z`;

const MOST_EVENTS = 100_000;

export const eventsCommands = (): Command =>
  new Command('events')
    .description('shows what is in the log')
    .addCommand(
      reading(new Command('tail'))
        .description('the newest events, in the order of the log')
        .option('--last <count>', 'how many to look at, to begin with', countIn, 20)
        .option('--type <names...>', 'shows those of these types only', typesIn)
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
    )
    .addCommand(
      new Command('export')
        .description('all events as files, or what has come since they were written')
        .addArgument(new Argument('<folder>', 'where to'))
        .addOption(
          new Option('--format <format>', 'what is written: parquet in a new folder').choices(EXPORT_FORMATS),
        )
        .addOption(asOfOption())
        .addOption(logOption())
        .addOption(jsonOption(RESULT_AS_JSON))
        .addHelpText('after', EXPORT_HELP + '\n' + EXIT_CODES_HELP)
        .action(exportEvents),
    );

const reading = (command: Command): Command =>
  command.addOption(logOption()).addOption(jsonOption('each event as one line of JSON'));

/** A name that no event has would show nothing, as if nothing had happened. */
function typesIn(name: string, before: readonly string[] = []): readonly string[] {
  if (!isKnownType(name))
    throw new InvalidArgumentError('There are no such events: docs/product.md has their names.');
  return [...before, name];
}

function countIn(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > MOST_EVENTS)
    throw new InvalidArgumentError(`A whole number from 1 to ${String(MOST_EVENTS)}.`);
  return count;
}

import { Command, Option } from 'commander';
import { EXIT_CODES_HELP } from '../exit-codes.js';
import { jsonOption, RESULT_AS_JSON } from '../shared-options.js';
import { checkTheCopy, copyTheLog } from './log-copy.js';
import { LOG_ENGINES } from './open-log.js';

const COPY_HELP = `
embedded is the file in DATA_DIR, eventstoredb the server at EVENTSTORE_URL. Stop the program first: the folder is locked.
The other log must be empty or have the beginning of this one: then the copy goes on where it was. Ctrl-C stops it.
The keys of persons are not in the log, and are not copied: without them nothing personal in the copy can be read. Without
MONGODB_URL they stay in DATA_DIR. With it they are in its database while the log is in EventStoreDB, and in DATA_DIR while it is
not; nothing moves them, so where some would be left behind, nothing is copied.

Examples:
  $ EVENTSTORE_URL='esdb://user:password@db:2113' npx shoutouts log copy --from embedded --to eventstoredb
  $ DATA_DIR=/srv/shoutouts npx shoutouts log copy --from eventstoredb --to embedded --json`;

const CHECK_HELP = `
Example:
  $ EVENTSTORE_URL='esdb://user:password@db:2113' npx shoutouts log check --from embedded --to eventstoredb`;

export const logCommands = (): Command =>
  new Command('log')
    .description('copies and compares logs')
    .addCommand(
      twoLogs(new Command('copy'))
        .description('copies a log, in order, and compares both from start to end')
        .addHelpText('after', COPY_HELP + '\n' + EXIT_CODES_HELP)
        .action(copyTheLog),
    )
    .addCommand(
      twoLogs(new Command('check'))
        .description('compares two logs from start to end, and changes nothing')
        .addHelpText('after', CHECK_HELP + '\n' + EXIT_CODES_HELP)
        .action(checkTheCopy),
    );

const twoLogs = (command: Command): Command =>
  command
    .addOption(engine('--from <engine>', 'the log that is there'))
    .addOption(engine('--to <engine>', 'its copy'))
    .hook('preAction', requireBoth)
    .addOption(jsonOption(RESULT_AS_JSON));

const engine = (flags: string, description: string): Option =>
  new Option(flags, description).choices(LOG_ENGINES);

/** Commander's own check names only the first one that is missing. */
function requireBoth(_family: Command, command: Command): void {
  const missing = ['from', 'to'].filter((name) => command.getOptionValue(name) === undefined);
  if (missing.length > 0)
    command.error(`error: missing ${missing.map((name) => `--${name} <engine>`).join(' and ')}`);
}

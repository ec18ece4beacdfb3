import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { TABLE_FORMATS } from '../../../application/ports/table-files.js';
import { EXIT_CODES_HELP } from '../exit-codes.js';
import { RESULT_AS_JSON, asOfOption, jsonOption, logOption, positionIn } from '../shared-options.js';
import { toProgram } from '../api/address-options.js';
import {
  dropBuild,
  listReadModels,
  rebuildReadModels,
  rollBackReadModel,
  showReadModel,
  stopBuilding,
  verifyReadModels,
} from './admin-commands.js';
import { retryDocuments, showSetAside, skipEvent } from './aside-commands.js';
import { runQuestion } from './run-question.js';

const RUN_HELP = `
The file is TypeScript or JavaScript, and exports a "question": which events it takes, and what documents they make. Each document is
a row. It reads the log, beside the program where that runs, and changes nothing; documents are kept in a folder for temporary files until
the answer is written. What is personal in events stays sealed. docs/how-to/ask-the-log.md has a question to begin with.

Examples:
  $ npx shoutouts projections run examples/questions/orders-by-creator.ts
  $ npx shoutouts projections run ./my-question.ts --as-of 2026-11-01T00:00:00Z --format parquet --out my-answer.parquet
  $ npx shoutouts projections run creator_earnings --changed-after 12000 --format parquet --out earnings.parquet`;

const REBUILD_HELP = `
Asks the running program, which goes on serving: the new build takes the name when it has everything that is served, and what served before
is kept. It is compared with that first, document by document. Ctrl-C lets it go on; "stop" stops it, and the next rebuild goes on from
there. So it does after the program was killed. With --only or --from, up to 100 documents are made anew in their place instead.

Examples:
  $ export SHOUTOUTS_TOKEN=$(npx shoutouts token --role admin)
  $ npx shoutouts projections rebuild order_view
  $ npx shoutouts projections rebuild order_view catalogue --throttle 2000 --dry-run
  $ npx shoutouts projections rebuild order_view --only ord_0193a5d2-0000-7000-8000-000000000001
  $ npx shoutouts projections rebuild order_view --from 120000`;

const VERIFY_HELP = `
Builds it once more beside what serves, compares both at one position, document by document, and drops it. The digest is the same wherever
the same log is, with the same keys of persons, at the same position: with --at two installations can compare theirs.

Examples:
  $ npx shoutouts projections verify ledger_days
  $ npx shoutouts projections verify ledger_days --at 120000 --json`;

const ROLLBACK_HELP = `
What served before serves again, with everything that came since. Of another version it cannot: start the release that made it, which goes
on with it.

Example:
  $ npx shoutouts projections rollback order_view`;

const LIST_HELP = `
Examples:
  $ npx shoutouts projections list
  $ npx shoutouts projections list --json --url https://api.example.com`;

const ASIDE_HELP = `
Example:
  $ npx shoutouts projections aside order_view`;

const STATUS_HELP = `
Example:
  $ npx shoutouts projections status order_view`;

const STOP_HELP = `
What was built is kept, and the next rebuild goes on from there.

Example:
  $ npx shoutouts projections stop order_view`;

const DROP_HELP = `
What was stopped, was compared only, or served before. What is dropped is built anew when it is wanted again.

Example:
  $ npx shoutouts projections drop order_view order_view_v4_r2`;

const RETRY_HELP = `
Reads the log for them from its beginning, beside what goes on, once the fault is mended. What fails again stays set aside; it exits with 1
then. Who asked is recorded in the log.

Examples:
  $ npx shoutouts projections retry order_view
  $ npx shoutouts projections retry order_view ord_0193a5d2-0000-7000-8000-000000000001`;

const SKIP_HELP = `
The document goes on without that one event, in the builds that there are; a rebuild takes it up again. Who asked, and why, is recorded in the
log: ids and plain words, nothing personal.

Example:
  $ npx shoutouts projections skip order_view ord_0193a5d2-0000-7000-8000-000000000001 --reason "rated by a test"`;

export const projectionsCommands = (): Command =>
  [list, status, rebuild, stop, verify, rollback, drop, aside, retry, skip, run].reduce(
    (family, command) => family.addCommand(command()),
    new Command('projections').description('works on read models'),
  );

const NAME = new Argument('<name>', 'which read model');
const NAMES = new Argument('<names...>', 'which read models');

const asking = (name: string, help: string): Command =>
  toProgram(new Command(name))
    .addOption(jsonOption(RESULT_AS_JSON))
    .addHelpText('after', `${help}\n${EXIT_CODES_HELP}`);

const following = (name: string, help: string): Command =>
  asking(name, help).option('--detach', 'asks for it, and does not wait', false);

const building = (name: string, help: string): Command =>
  following(name, help).option('--throttle <events>', 'no more events a second than this', throttleIn);

const list = (): Command =>
  asking('list', LIST_HELP).description('all read models, and their builds').action(listReadModels);

const status = (): Command =>
  asking('status', STATUS_HELP)
    .description('one read model, and its builds')
    .addArgument(NAME)
    .action(showReadModel);

const rebuild = (): Command =>
  building('rebuild', REBUILD_HELP)
    .description('builds read models anew beside those that serve, and lets them serve')
    .addArgument(NAMES)
    .addOption(
      new Option('--dry-run', 'compares, and does not let it serve: the next rebuild goes on with it')
        .default(false)
        .conflicts('compare'),
    )
    .option('--no-compare', 'does not compare it with what serves')
    .addOption(
      new Option('--only <key>', 'makes this document alone anew, in its place; may be given again')
        .argParser((key: string, keys: readonly string[] | undefined) => [...(keys ?? []), key])
        .conflicts(['dryRun', 'compare', 'throttle']),
    )
    .addOption(
      new Option('--from <position>', 'the same, of the documents that events from there on are about')
        .argParser(positionIn)
        .conflicts(['only', 'dryRun', 'compare', 'throttle']),
    )
    .action(rebuildReadModels);

const stop = (): Command =>
  asking('stop', STOP_HELP).description('stops what is being built').addArgument(NAME).action(stopBuilding);

const verify = (): Command =>
  building('verify', VERIFY_HELP)
    .description('holds read models against the log')
    .addArgument(NAMES)
    .option('--at <position>', 'adds up what the log makes up to there, and compares nothing', positionIn)
    .action(verifyReadModels);

const rollback = (): Command =>
  following('rollback', ROLLBACK_HELP)
    .description('lets the build that served before serve again')
    .addArgument(NAME)
    .action(rollBackReadModel);

const drop = (): Command =>
  asking('drop', DROP_HELP)
    .description('drops a build that does not serve')
    .addArgument(NAME)
    .addArgument(new Argument('<build>', 'such as order_view_v4_r2'))
    .action(dropBuild);

const aside = (): Command =>
  asking('aside', ASIDE_HELP)
    .description('documents of a read model that stand still, and since which event')
    .addArgument(NAME)
    .action(showSetAside);

const retry = (): Command =>
  following('retry', RETRY_HELP)
    .description('makes documents anew that are set aside')
    .addArgument(NAME)
    .addArgument(new Argument('[key]', 'one document; all that are set aside, where it is left out'))
    .option('--reason <text>', 'recorded with it')
    .action(retryDocuments);

const skip = (): Command =>
  following('skip', SKIP_HELP)
    .description('leaves the event out that a document was set aside for')
    .addArgument(NAME)
    .addArgument(new Argument('<key>', 'which document'))
    .requiredOption('--reason <text>', 'recorded with it')
    .action(skipEvent);

const run = (): Command =>
  new Command('run')
    .description('answers a question of your own from the log, or tells a read model')
    .addArgument(new Argument('<question>', 'a file, or the name of a read model'))
    .addOption(new Option('--format <format>', 'what is written').choices(TABLE_FORMATS).default('csv'))
    .option('--out <file>', 'where to; the standard output, where it is left out')
    .addOption(asOfOption())
    .option('--changed-after <position>', 'only what events after this position have changed', positionIn)
    .addOption(logOption())
    .addOption(jsonOption(RESULT_AS_JSON))
    .addHelpText('after', RUN_HELP + '\n' + EXIT_CODES_HELP)
    .action(runQuestion);

function throttleIn(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('A whole number from 1 to 999999.');
  return Number(text);
}

import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { TABLE_FORMATS } from '../../../application/ports/table-files.js';
import { ALL_REPORTS } from '../../../application/reports/all-reports.js';
import type { ReportFilter } from '../../../application/reports/report.js';
import { isMarketCode } from '../../../domain/ids.js';
import { currencies } from '../../../domain/money.js';
import { instantIn } from '../as-of-option.js';
import { EXIT_CODES_HELP } from '../exit-codes.js';
import { asOfOption, jsonOption, logOption, RESULT_AS_JSON } from '../shared-options.js';
import { writeReport } from './write-report.js';

const HELP = `
Reads the log and writes a file, with the rows, totals and digest that the API answers with for the same question; changes nothing, and
needs no keys of persons. The log in DATA_DIR is read beside the program, where that runs on the same machine.
The file is there when it is whole; until then it has the name of the file and ".part".

Reports:
${ALL_REPORTS.map(({ name, title }) => `  ${name.padEnd(22)}${title}`).join('\n')}

Examples:
  $ npx shoutouts report refunds --format csv --out refunds.csv
  $ npx shoutouts report aging --as-of 2026-11-01T00:00:00Z --market TR --format xlsx --out aging.xlsx`;

export const reportCommand = (): Command =>
  new Command('report')
    .description('writes a report as of any position or instant')
    .addArgument(new Argument('<name>', 'which report').choices(ALL_REPORTS.map(({ name }) => name)))
    .addOption(new Option('--format <format>', 'what is written').choices(TABLE_FORMATS).default('csv'))
    .requiredOption('--out <file>', 'where to (required)')
    .option('--market <code>', 'of the creators of this market only', marketIn)
    .addOption(new Option('--currency <code>', 'in this currency only').choices(currencies()))
    .option('--from <instant>', 'at or after, such as 2026-11-01T00:00:00Z', instantIn)
    .option('--to <instant>', 'before', instantIn)
    .addOption(asOfOption())
    .addOption(logOption())
    .addOption(jsonOption(RESULT_AS_JSON))
    .addHelpText('after', HELP + '\n' + EXIT_CODES_HELP)
    .hook('preAction', requirePeriodInOrder)
    .action(writeReport);

/** Nothing would ever be in it, which looks like an answer. */
function requirePeriodInOrder(command: Command): void {
  const { from, to } = command.opts<ReportFilter>();
  if (from !== undefined && to !== undefined && from > to)
    command.error('error: the period ends before it begins: --to must not be before --from');
}

function marketIn(text: string): string {
  if (!isMarketCode(text)) throw new InvalidArgumentError('A market is a country, such as TR.');
  return text;
}

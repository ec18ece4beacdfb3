import { Argument, Command, Option } from 'commander';
import { TABLE_FORMATS } from '../../../application/ports/table-files.js';
import { EXIT_CODES_HELP } from '../exit-codes.js';
import { asOfOption, jsonOption, logOption, RESULT_AS_JSON } from '../shared-options.js';
import { positionIn } from '../as-of-option.js';
import { runQuestion } from './run-question.js';

const RUN_HELP = `
The file is TypeScript or JavaScript, and exports a "question": which events it takes, and what documents they make. Each document is
a row. It reads the log, beside the program where that runs, and changes nothing; documents are kept in a folder for temporary files until
the answer is written. What is personal in events stays sealed. docs/how-to/ask-the-log.md has a question to begin with.

Examples:
  $ npx shoutouts projections run examples/questions/orders-by-creator.ts
  $ npx shoutouts projections run ./my-question.ts --as-of 2026-12-01T00:00:00Z --format parquet --out my-answer.parquet
  $ npx shoutouts projections run creator_earnings --changed-after 12000 --format parquet --out earnings.parquet`;

export const projectionsCommands = (): Command =>
  new Command('projections').description('works on read models').addCommand(
    new Command('run')
      .description('answers a question of your own from the log, or tells a read model')
      .addArgument(new Argument('<question>', 'a file, or the name of a read model'))
      .addOption(new Option('--format <format>', 'what is written').choices(TABLE_FORMATS).default('csv'))
      .option('--out <file>', 'where to; the standard output, where it is left out')
      .addOption(asOfOption())
      .option(
        '--changed-after <position>',
        'only what events after this position in the log have changed',
        positionIn,
      )
      .addOption(logOption())
      .addOption(jsonOption(RESULT_AS_JSON))
      .addHelpText('after', RUN_HELP + '\n' + EXIT_CODES_HELP)
      .action(runQuestion),
  );

import { Command } from 'commander';
import { runProgram } from '../../../run-program.js';

const HELP = `
The program itself, as \`npm start\` runs it: the API, the read models and the processes. Its settings come from the environment, and
docs/settings.md has them all. SIGTERM and Ctrl-C drain it: what is under way is finished, nothing new is taken. \`npm start\` also gives
Node more room for young objects; here, NODE_OPTIONS does.

Examples:
  $ npx shoutouts serve
  $ TEST_CLOCK=1 DATA_DIR=./data/tour npx shoutouts serve
  $ NODE_OPTIONS=--max-semi-space-size=32 npx shoutouts serve

Exit codes:
  0    drained, after SIGTERM or Ctrl-C
  1    it did not start, or a store was lost at its end: the message says which, and what to do
  2    the command line is wrong`;

export const serveCommand = (): Command =>
  new Command('serve')
    .description('runs the program, until SIGTERM or Ctrl-C')
    .addHelpText('after', HELP)
    .action(serve);

async function serve(): Promise<void> {
  process.setSourceMapsEnabled(true);
  await runProgram();
}

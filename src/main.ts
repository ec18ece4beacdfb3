import 'reflect-metadata';
import { onClosedOutput } from './interfaces/cli/closed-output.js';
import { runProgram } from './run-program.js';

const HELP = `The program is started without arguments: its settings come from the environment, and docs/settings.md has them all.
What there is besides, such as copying the log: npx shoutouts --help`;

/** Whoever says something to the program expects it to be heard. What follows an equals sign may be a secret. */
const unheard = (asked: string): string => `${asked.replace(/=.*/s, '=…')} is not known here. ${HELP}`;

// Whoever reads what it says may go.
onClosedOutput(() => undefined);

const [asked] = process.argv.slice(2);
if (asked === undefined) await runProgram();
else if (asked === '--help' || asked === '-h') process.stdout.write(`${HELP}\n`);
else {
  process.stderr.write(`${unheard(asked)}\n`);
  process.exitCode = 1;
}

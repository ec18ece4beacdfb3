import { Command, Option } from 'commander';
import { TOKEN_ROLES, type TokenRole } from '../../../application/ports/identity.js';
import { EXIT, EXIT_CODES_HELP } from '../exit-codes.js';
import { perform } from '../perform.js';
import { jsonOption } from '../shared-options.js';
import { urlOption } from './address-options.js';
import { explainProgram } from './explain-program.js';
import { ProgramRefusedError, RunningProgram } from './running-program.js';

const HELP = `
Of the development issuer, which is there as long as AUTH_ISSUER is not set. The same subject is always the same person.

Examples:
  $ export SHOUTOUTS_TOKEN=$(npx shoutouts token --role admin)
  $ npx shoutouts token --role fan --subject deniz`;

interface Options {
  readonly role: readonly TokenRole[];
  readonly subject: string;
  readonly url: string;
  readonly json: boolean;
}

export const tokenCommand = (): Command =>
  new Command('token')
    .description('prints a token of the development issuer, good for an hour')
    .addOption(
      new Option('--role <roles...>', 'what its owner may be').choices(TOKEN_ROLES).makeOptionMandatory(),
    )
    .option('--subject <subject>', 'whose it is', 'command-line')
    .addOption(urlOption())
    .addOption(jsonOption('the answer of the program as one line of JSON'))
    .addHelpText('after', HELP + '\n' + EXIT_CODES_HELP)
    .action(printToken);

const printToken = ({ role: roles, subject, url, json }: Options): Promise<void> =>
  perform(json, explain, async ({ output, signal }) => {
    const program = new RunningProgram({ url }, signal);
    const answer = await program.ask<{ token: string; expires_at: string }>('POST', '/v1/dev/tokens', {
      subject,
      roles,
    });
    output.result([answer.token], { token: answer.token, expires_at: answer.expires_at });
    return EXIT.done;
  });

function explain(error: unknown) {
  const explained = explainProgram(error);
  if (!(error instanceof ProgramRefusedError) || error.status !== NOT_FOUND) return explained;
  return { ...explained, words: 'The program takes tokens of AUTH_ISSUER: ask that one.' };
}

const NOT_FOUND = 404;

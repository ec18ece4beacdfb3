import { describe, expect, it } from '@jest/globals';
import { type Command, CommanderError } from 'commander';
import { writeFileSync } from 'node:fs';
import { commandLine } from '../../src/interfaces/cli/command-line.js';
import { EXIT, EXIT_CODES, EXIT_CODES_HELP } from '../../src/interfaces/cli/exit-codes.js';
import { VERSION } from '../../src/version.js';
import { readText, repositoryPath } from './markdown.js';

const FILE = 'docs/command-line.md';
const MADE = [
  [
    '<!-- Made from src/interfaces/cli; write it anew by: UPDATE_DOCS=1 npm test -- test/docs/command-line -->',
    '<!-- end of the exit codes -->',
  ],
  ['<!-- Made from src/interfaces/cli too -->', '<!-- end of the commands -->'],
] as const;

/** Those that are told what to do, each with its full name. */
const commandsIn = (command: Command, name = command.name()): readonly (readonly [string, Command])[] =>
  command.commands.length === 0
    ? [[name, command]]
    : command.commands.flatMap((below) => commandsIn(below, `${name} ${below.name()}`));

const ALL = commandsIn(commandLine());

/** What it says when it is asked for help. */
function helpOf(command: Command): string {
  let said = '';
  command.configureOutput({ writeOut: (text) => (said += text), getOutHelpWidth: () => 100 });
  command.outputHelp();
  return said;
}

/** Whatever it is told, nothing is done: only whether it understands. */
async function told(args: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
  const program = commandLine();
  let said = '';
  const listen = { writeErr: (text: string) => (said += text) };
  for (const each of [program, ...program.commands]) each.configureOutput(listen);
  for (const [, command] of commandsIn(program)) command.configureOutput(listen).action(() => undefined);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return { code: 0, said };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return { code: error.exitCode, said };
  }
}

/** As a shell takes them apart. */
const words = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, one, other, bare]) => one ?? other ?? bare ?? '');

const examplesOf = (help: string): readonly string[] =>
  [...help.matchAll(/^ {2}\$ (.*)$/gm)].map(([, line = '']) => line);

describe('every command', () => {
  it('is one of those that are asked for', () => {
    expect(ALL.map(([name]) => name.replace('shoutouts ', ''))).toEqual(
      expect.arrayContaining(
        [
          'serve',
          'events tail',
          'events show',
          'events export',
          'orders explain',
          'money check',
          'log copy',
        ].concat(
          ['log check', 'token', 'report', 'projections list', 'projections status', 'projections rebuild'],
          ['projections verify', 'projections rollback', 'projections drop', 'projections run'],
        ),
      ),
    );
  });

  it.each(ALL)('%s says what it does, how it is used and how it ends', (name, command) => {
    const help = helpOf(command);
    expect(command.description()).not.toBe('');
    expect(help).toContain(name === 'shoutouts serve' ? 'Exit codes:' : EXIT_CODES_HELP);
    const options = command.options.filter(({ description }) => description === '');
    const unexplained = [
      ...options,
      ...command.registeredArguments.filter(({ description }) => description === ''),
    ];
    expect(unexplained).toEqual([]);
    const examples = examplesOf(help).filter((line) => line.includes(name));
    expect(examples).not.toEqual([]);
  });

  it.each(ALL.flatMap(([, command]) => examplesOf(helpOf(command)).map((line) => [line])))(
    'understands its example: %s',
    async (line) => {
      const [, asked = ''] = /npx shoutouts (.*?)\)?$/.exec(line) ?? [];
      expect(await told(words(asked))).toEqual({ code: 0, said: '' });
    },
  );

  it.each(ALL)('%s says where its help is when it is told what it does not know', async (name) => {
    const [, ...args] = words(name);
    for (const wrong of [
      [...args, '--nonsense'],
      [...args, 'a', 'b', 'c', 'd'],
    ]) {
      const { code, said } = await told(wrong);
      if (code === 0) continue;
      expect(said).toMatch(/^error: /);
      expect(said).toContain(`(npx ${name} --help says what there is)`);
    }
    expect((await told([...args, '--nonsense'])).code).not.toBe(0);
  });

  it('speaks to programs, too, but for the one that runs the program', () => {
    const silent = ALL.filter(([, command]) => !command.options.some(({ long }) => long === '--json'));
    expect(silent.map(([name]) => name)).toEqual(['shoutouts serve']);
  });

  it('is suggested where it was written wrongly, and where something is missing', async () => {
    expect((await told(['order', 'explain'])).said).toContain('Did you mean orders?');
    expect((await told(['orders', 'explain'])).said).toContain("missing required argument 'order'");
    expect((await told(['projections', 'rebuild'])).said).toContain(
      'npx shoutouts projections rebuild --help',
    );
  });

  it('says which release it is of', async () => {
    const { version } = JSON.parse(readText('package.json')) as { readonly version: string };
    expect(VERSION).toBe(version);
    const program = commandLine();
    let said = '';
    program.configureOutput({ writeOut: (text) => (said += text) });
    await expect(program.parseAsync(['--version'], { from: 'user' })).rejects.toMatchObject({ exitCode: 0 });
    expect(said).toBe(`${version}\n`);
  });

  it('ends with a code that is explained', () => {
    expect(EXIT_CODES.map(([code]) => code)).toEqual(Object.values(EXIT));
  });

  it(`stands in ${FILE} as it tells of itself; write it anew by: UPDATE_DOCS=1 npm test -- test/docs/command-line`, () => {
    const codes = EXIT_CODES.map(([code, meaning]) => `- \`${String(code)}\`: ${meaning}\n`).join('');
    const commands = ALL.map(([name, command]) => {
      const help = helpOf(command)
        .replace(/\n+Exit codes:[^]*/, '\n')
        .trimEnd();
      return `### ${name}\n\n\`\`\`text\n${help}\n\`\`\`\n`;
    }).join('\n');
    const made = [codes, commands];
    const wanted = MADE.reduce((text, [begin, end], index) => {
      const from = text.indexOf(begin) + begin.length;
      return `${text.slice(0, from)}\n\n${made[index] ?? ''}\n${text.slice(text.indexOf(end, from))}`;
    }, readText(FILE));
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(repositoryPath(FILE), wanted);
    expect(readText(FILE)).toBe(wanted);
  });
});

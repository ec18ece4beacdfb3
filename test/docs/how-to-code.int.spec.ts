import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { markdownFiles, readText, repositoryPath, shownFiles } from './markdown.js';

const PAGES = markdownFiles().filter((page) => shownFiles(page).size > 0);

/** The compiler takes seconds for it, and a busy machine some more. */
const COMPILER_MS = 120_000;

function compilerOptions(): ts.CompilerOptions {
  const path = repositoryPath('tsconfig.json');
  const config: unknown = ts.parseConfigFileTextToJson(path, readText('tsconfig.json')).config;
  return ts.parseJsonConfigFileContent(config, ts.sys, repositoryPath('.')).options;
}

/** What the compiler says of files that are shown, each as if it lay where its page says. */
function faultsOf(files: ReadonlyMap<string, string>): readonly string[] {
  const options = compilerOptions();
  const onDisk = ts.createCompilerHost(options);
  const host = ts.createCompilerHost(options);
  host.readFile = (path) => files.get(path) ?? onDisk.readFile(path);
  host.fileExists = (path) => files.has(path) || onDisk.fileExists(path);
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((path) => {
    const source = program.getSourceFile(path);
    const faults = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return faults.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  });
}

describe('the code that a how-to shows as whole files', () => {
  it('is there', () => {
    expect(PAGES).toContain('docs/how-to/add-a-read-model.md');
  });

  it.each(PAGES)(
    'of %s compiles',
    (page) => {
      expect(faultsOf(shownFiles(page))).toEqual([]);
    },
    COMPILER_MS,
  );
});

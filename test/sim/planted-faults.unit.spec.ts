import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import typescript from 'typescript';
import { planted } from '../../sim/planted/planting.js';
import { PLANTED_FAULTS } from '../../sim/planted/planted-faults.js';
import { MONEY_RULES } from '../../src/domain/money-rules/rules.js';
import { spreadByAssign } from '../../sim/spread-by-assign.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const { options } = typescript.parseJsonConfigFileContent(
  typescript.readConfigFile(`${ROOT}/tsconfig.json`, (path) => readFileSync(path, 'utf8')).config,
  typescript.sys,
  ROOT,
);

const { ModuleKind, ModuleResolutionKind } = typescript;
const EACH_FOR_ITSELF = {
  ...{ noEmit: false, sourceMap: false },
  ...{ module: ModuleKind.ESNext, moduleResolution: ModuleResolutionKind.Bundler },
};

/** As `npm run sim` compiles it: the places are those of the compiled text. */
const compiled = (module: string): string =>
  typescript.transpileModule(readFileSync(`${ROOT}/src/${module}.ts`, 'utf8'), {
    compilerOptions: { ...options, ...EACH_FOR_ITSELF },
    transformers: { after: [spreadByAssign] },
  }).outputText;

const syntaxErrors = (text: string): readonly string[] =>
  (typescript.transpileModule(text, { reportDiagnostics: true }).diagnostics ?? []).map(({ messageText }) =>
    typescript.flattenDiagnosticMessageText(messageText, ' '),
  );

describe('planted faults of the simulator', () => {
  it('have names that tell them apart', () => {
    const names = PLANTED_FAULTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(PLANTED_FAULTS.map((fault) => [fault.name, fault] as const))(
    'can be planted: %s',
    (_name, fault) => {
      const before = compiled(fault.module);
      const after = planted(fault, before);
      expect(after).not.toBe(before);
      expect(syntaxErrors(after)).toEqual([]);
    },
  );

  it('are there for each money rule', () => {
    const broken = PLANTED_FAULTS.flatMap(({ breaks }) => breaks ?? []);
    expect(broken.sort()).toEqual(Object.keys(MONEY_RULES).sort());
  });

  it('are refused where their place is not there any more', () => {
    const [fault] = PLANTED_FAULTS;
    if (fault === undefined) throw new Error('there is none');
    expect(() => planted(fault, 'something else')).toThrow(`${fault.module} has the place 0 times`);
  });
});

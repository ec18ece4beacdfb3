import ts from 'typescript';
import { spreadByAssign } from './spread-by-assign.js';

/** `tsc -p tsconfig.sim.json`, with objects that are made faster. */
const { options, fileNames } = ts.getParsedCommandLineOfConfigFile(
  'tsconfig.sim.json',
  {},
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail },
);
const host = ts.createIncrementalCompilerHost(options);
const program = ts.createIncrementalProgram({ rootNames: fileNames, options, host });
const { diagnostics } = program.emit(undefined, undefined, undefined, undefined, { after: [spreadByAssign] });
const found = [...ts.getPreEmitDiagnostics(program.getProgram()), ...diagnostics];
if (found.length > 0) fail(...found);

/** @param {readonly ts.Diagnostic[]} diagnostics */
function fail(...diagnostics) {
  process.stderr.write(ts.formatDiagnostics(diagnostics, ts.createCompilerHost({})));
  process.exit(1);
}

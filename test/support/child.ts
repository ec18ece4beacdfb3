import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { join } from 'node:path';

/**
 * Runs a TypeScript file of this repository (`test/infrastructure/x.child.ts`) in a Node process of its own, for
 * tests that kill processes. It is the compiled copy that runs, see `compile-sources.js`.
 */
export function spawnChild(file: string, args: readonly string[], options: SpawnOptions = {}): ChildProcess {
  const compiledDir = process.env['COMPILED_SOURCES'];
  if (compiledDir === undefined) throw new Error('child processes need compiled sources: run under Jest');
  const path = join(compiledDir, file.replace(/\.ts$/, '.js'));
  return spawn(process.execPath, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'], ...options });
}

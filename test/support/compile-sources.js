import { transform } from '@swc/core';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectDir = fileURLToPath(new URL('../../', import.meta.url));
const compiledDir = join(projectDir, 'node_modules/.cache/compiled');

/**
 * Jest compiles what it imports itself, but worker threads and child processes are Node's own, and Node 20 runs no
 * TypeScript (a loader with swc in it crashes when its thread ends). So what changed under src/ and test/ is
 * compiled once before each run; `start-worker.ts` and `test/support/child.ts` find it by COMPILED_SOURCES.
 */
export default async function compileSources() {
  await mkdir(compiledDir, { recursive: true });
  await writeAside(join(compiledDir, 'package.json'), '{ "type": "module" }\n');
  for (const root of ['src', 'test']) {
    const entries = await readdir(join(projectDir, root), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    await Promise.all(files.map(compileFile));
  }
  process.env.COMPILED_SOURCES = compiledDir;
}

async function compileFile(source) {
  const target = join(compiledDir, relative(projectDir, source).replace(/\.ts$/, '.js'));
  if (!(await isNewer(source, target))) return;
  await mkdir(dirname(target), { recursive: true });
  await writeAside(target, source.endsWith('.ts') ? await compile(source) : await readFile(source));
}

/** Another run of Jest may be reading the same file. */
async function writeAside(target, content) {
  const aside = `${target}.${process.pid}`;
  await writeFile(aside, content);
  await rename(aside, target);
}

async function compile(filename) {
  try {
    return (await transform(await readFile(filename, 'utf8'), { filename, sourceMaps: 'inline' })).code;
  } catch (error) {
    // Only who imports the broken file shall fail.
    return `throw new Error(${JSON.stringify(`${filename} does not compile: ${error}`)});`;
  }
}

async function isNewer(source, target) {
  const [from, to] = await Promise.all([stat(source), stat(target).catch(() => undefined)]);
  return to === undefined || from.mtimeMs >= to.mtimeMs;
}

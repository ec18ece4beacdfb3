import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PlantedFault } from './planted-faults.js';

const BUILT = fileURLToPath(new URL('../../../dist', import.meta.url));
/** Inside the repository, so that the copy finds the same packages. */
const COPY = fileURLToPath(new URL('../../planted', import.meta.url));

/** The folder of the program to be tortured: as it was built, or a copy with a mistake in it. */
export async function programFolder(fault: PlantedFault | undefined): Promise<string> {
  if (fault === undefined) return BUILT;
  await rm(COPY, { recursive: true, force: true });
  await cp(BUILT, COPY, { recursive: true });
  await plant(fault, join(COPY, `${fault.module}.js`));
  return COPY;
}

/** @throws Error when a place is not there, or is not one: then the fault is to be mended */
async function plant({ name, changes }: PlantedFault, path: string): Promise<void> {
  let source = await readFile(path, 'utf8');
  for (const { find, replace } of changes) {
    const parts = source.split(find);
    if (parts.length !== 2)
      throw new Error(`${name}: the module has it ${String(parts.length - 1)} times: ${find}`);
    source = parts.join(replace);
  }
  await writeFile(path, source);
}

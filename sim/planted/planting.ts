import type { PlantedFault } from './planted-fault.js';

/** The module with the mistake in it. @throws Error when the place is not there, or is not one */
export function planted({ module, find, replace }: PlantedFault, source: string): string {
  const parts = source.split(find);
  if (parts.length !== 2)
    throw new Error(`${module} has the place ${String(parts.length - 1)} times, and not once: ${find}`);
  return parts.join(replace);
}

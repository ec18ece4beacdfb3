import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Under what name a file says which shape the data of one version of an event has. */
export const schemaFileOf = (type: string, version: number): string => `${type}.v${String(version)}.json`;

/** Where it is, as JSON Schema; `undefined` for what this release does not know. `npm run docs:events` writes them. */
export function pathOfSchema(type: string, version: number): string | undefined {
  if (!/^\w+$/.test(type)) return undefined;
  const path = fileURLToPath(new URL(`./schemas/${schemaFileOf(type, version)}`, import.meta.url));
  return existsSync(path) ? path : undefined;
}

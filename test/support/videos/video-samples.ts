import { fileURLToPath } from 'node:url';

/** The path of one of the small files beside this one; see README.md for what they are. */
export const sample = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));

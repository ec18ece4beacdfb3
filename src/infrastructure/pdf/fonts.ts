import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Latin with all that Turkish needs, Arabic, Cyrillic, Greek and Hebrew; no emoji, and no Chinese, Japanese or Korean. */
export const FONT_FILES = { regular: 'DejaVuSans.ttf', bold: 'DejaVuSans-Bold.ttf' } as const;

export type FontName = keyof typeof FONT_FILES;

const read = new Map<FontName, Buffer>();

/** The file, read once. */
export function fontFile(name: FontName): Buffer {
  const there = read.get(name);
  if (there !== undefined) return there;
  const file = readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${FONT_FILES[name]}`));
  read.set(name, file);
  return file;
}

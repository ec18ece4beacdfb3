import { existsSync } from 'node:fs';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Position } from '../../../application/ports/event-store.js';
import { writeFileDurably } from '../../../infrastructure/embedded/videos/durable-files.js';
import { pathOfSchema } from '../../../infrastructure/events/event-schemas.js';

/** What the events are written as. */
export const EXPORT_FORMATS = ['parquet', 'ndjson'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportedPart {
  readonly file: string;
  /** Positions as text, since they may be beyond 2^53. */
  readonly from: string;
  readonly up_to: string;
  readonly events: number;
  /** Of the file. */
  readonly sha256: string;
}

/** What is in a folder, whole: files that it does not name are of an export that was stopped. */
export interface Exported {
  /** Which log it is, as its first event tells. */
  readonly log: string;
  readonly format: ExportFormat;
  readonly parts: readonly ExportedPart[];
}

/** The folder has something else than what is to be added to it. */
export class ExportFolderError extends Error {
  override readonly name = 'ExportFolderError';
}

const MANIFEST = 'export.json';

/** How far a folder has the log. */
export const exportedUpTo = ({ parts }: Exported): Position | undefined => {
  const last = parts.at(-1);
  return last && BigInt(last.up_to);
};

/** `undefined` for a new folder. @throws ExportFolderError */
export async function readExported(folder: string): Promise<Exported | undefined> {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) return undefined;
  const text = await readFile(path, 'utf8');
  try {
    const { log, format, parts } = JSON.parse(text) as Partial<Exported>;
    if (typeof log === 'string' && format !== undefined && Array.isArray(parts))
      return { log, format, parts };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new ExportFolderError(`${path} does not say what was exported: export into another folder`);
}

/** There whole, or as it was before, also where the machine loses its power. */
export async function writeExported(folder: string, exported: Exported): Promise<void> {
  await writeFileDurably(join(folder, MANIFEST), `${JSON.stringify(exported, null, 2)}\n`);
}

/** Puts what is said of a version of an event beside the files. @returns false where this release does not know it */
export async function addSchema(folder: string, type: string, version: number): Promise<boolean> {
  const path = pathOfSchema(type, version);
  if (path === undefined) return false;
  await mkdir(join(folder, 'schemas'), { recursive: true });
  await copyFile(path, join(folder, 'schemas', basename(path)));
  return true;
}

import { resolve } from 'node:path';
import { type EventPages, partsOf } from '../../../application/event-export/export-parts.js';
import { StoppedError } from '../../../application/log-copy/compare-logs.js';
import { identityOf } from '../../../application/log-identity.js';
import type { EventStore, Position } from '../../../application/ports/event-store.js';
import { type AsOfAsked, resolveAsOf } from '../../../application/reports/as-of.js';
import {
  DataDirInUseError,
  DataDirUnusableError,
  lockDataDir,
} from '../../../infrastructure/embedded/data-dir-lock.js';
import { EXIT } from '../exit-codes.js';
import { type Explained, explainKnown } from '../explain.js';
import { count, progressOf } from '../how-far.js';
import { type LogEngine, withLogAsked } from '../log/open-log.js';
import { perform, type Tools } from '../perform.js';
import type { StopSignals } from '../stop-signals.js';
import {
  addSchema,
  type Exported,
  ExportFolderError,
  exportedUpTo,
  type ExportFormat,
  readExported,
  writeExported,
} from './export-folder.js';
import { ofFileSystem } from '../write-whole.js';
import { writePart, type WrittenPart } from './write-part.js';

interface Options {
  readonly format?: ExportFormat;
  readonly asOf?: AsOfAsked;
  readonly log?: LogEngine;
  readonly json: boolean;
}

/** So many events are in a file at most: what is stopped loses no more than one. */
const PART_EVENTS = 100_000;

/** Adds to the folder what it does not have yet. Sets the exit code of the process; see {@link EXIT}. */
export const exportEvents = (folder: string, options: Options): Promise<void> =>
  perform(options.json, explain, (tools) =>
    withLogAsked(options.log, tools, async (store) => {
      const lock = lockFolder(folder);
      try {
        return await addTo(resolve(folder), store, options, tools);
      } finally {
        lock.release();
      }
    }),
  );

/** @throws ExportFolderError while somebody else exports into it, or where it is no folder */
function lockFolder(folder: string): { release(): void } {
  try {
    return lockDataDir(folder);
  } catch (error) {
    if (error instanceof DataDirInUseError)
      throw new ExportFolderError(
        `another command exports into ${folder}: wait for it, or name another folder`,
      );
    if (error instanceof DataDirUnusableError)
      throw new ExportFolderError(`${folder} cannot be used: ${reasonOf(error)}; name another folder`);
    throw error;
  }
}

const reasonOf = ({ cause }: Error): string => (cause instanceof Error ? cause.message : String(cause));

async function addTo(folder: string, store: EventStore, options: Options, tools: Tools): Promise<number> {
  const { clock, output, signal } = tools;
  const log = await identityOf(store);
  if (log === undefined) {
    output.problem('The log has no events.', { outcome: 'nothing' });
    return EXIT.nothing;
  }
  const asOf = await resolveAsOf(store, options.asOf, clock.now());
  let exported = await begun(folder, log, options.format);
  await requireReached(store, exported);
  const after = exportedUpTo(exported);
  if (after !== undefined && after > asOf.position)
    output.warn(
      `${folder} has events after position ${String(asOf.position)} already, and keeps them: for less, name another folder`,
    );
  const progress = progressOf(output);
  const patience = { clock, signal, warn: (message: string) => output.warn(message) };
  let events = 0;
  async function* watched(pages: EventPages): EventPages {
    for await (const page of pages) {
      events += page.length;
      progress({ events, position: page.at(-1)?.position ?? 0n, end: asOf.position });
      yield page;
    }
  }
  for await (const { from, pages } of partsOf(store, { after, upTo: asOf.position }, PART_EVENTS, patience)) {
    const { part, shapes } = await writePart(
      folder,
      exported.format,
      { from, pages: watched(pages) },
      signal,
    );
    await addSchemas(folder, shapes, tools);
    exported = { ...exported, parts: [...exported.parts, part] };
    await writeExported(folder, exported);
  }
  tell(tools, folder, exported, events);
  return EXIT.done;
}

async function addSchemas(folder: string, shapes: WrittenPart['shapes'], { output }: Tools): Promise<void> {
  for (const { type, version } of shapes.values())
    if (!(await addSchema(folder, type, version)))
      output.warn(
        `This release knows no ${type} of version ${String(version)}, and adds no schema of it: ` +
          'for that, export into another folder with the release that wrote it.',
      );
}

/** @throws ExportFolderError where it has another log, or another format */
async function begun(folder: string, log: string, format: ExportFormat | undefined): Promise<Exported> {
  const found = await readExported(folder);
  if (found === undefined) return { log, format: format ?? 'parquet', parts: [] };
  if (found.log !== log)
    throw new ExportFolderError(
      `${folder} has the events of another log: export this one into another folder`,
    );
  if (format !== undefined && found.format !== format)
    throw new ExportFolderError(
      `${folder} has ${found.format} files: leave --format out, or name another folder`,
    );
  return found;
}

/** @throws ExportFolderError where the log ends before what was exported of it */
async function requireReached(store: EventStore, exported: Exported): Promise<void> {
  const upTo = exportedUpTo(exported);
  const end: Position = (await store.lastPosition()) ?? 0n;
  if (upTo !== undefined && upTo > end)
    throw new ExportFolderError(
      `the log ends at position ${String(end)}, and was exported up to ${String(upTo)}: it has lost events since`,
    );
}

function tell({ output }: Tools, folder: string, exported: Exported, events: number): void {
  const upTo = exportedUpTo(exported)?.toString() ?? '0';
  const all = exported.parts.reduce((sum, part) => sum + part.events, 0);
  output.result(
    [`${count(events)} events added to ${folder}, which has ${count(all)} now, up to position ${upTo}.`],
    { outcome: 'exported', folder, format: exported.format, added: events, events: all, position: upTo },
  );
}

const explain = (error: unknown, stop: StopSignals): Explained =>
  error instanceof StoppedError
    ? { words: 'Stopped; run it again to go on.', exitCode: stop.exitCode, outcome: 'stopped' }
    : explainKnown(ofFileSystem(error) ?? error);

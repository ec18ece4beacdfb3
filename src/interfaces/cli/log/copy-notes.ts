import type { Clock } from '../../../application/ports/clock.js';
import type { EventStore, Position } from '../../../application/ports/event-store.js';
import { LogOfReadModels } from '../../../application/runtime/log-of-read-models.js';
import { openReadModels } from '../../../engines.js';
import { hasReadModels } from '../../../infrastructure/embedded/read-models/file.js';
import type { Settings } from '../../../settings.js';

/** Whether it was noted where the processes are, or why not. */
export type NotesWritten = 'noted' | 'of another log' | 'no read models';

interface Notes {
  readonly seen: (position: Position, copied: Position) => void;
  write(): Promise<NotesWritten>;
  close(): Promise<void>;
}

const NONE: Notes = {
  seen: () => undefined,
  write: () => Promise.resolve('no read models'),
  close: () => Promise.resolve(),
};

/** For the read models that are set. In a folder that has none there is nothing to note, and none are made. */
export async function openNotes(
  settings: Settings,
  clock: Clock,
  { from, to }: { readonly from: EventStore; readonly to: EventStore },
): Promise<Notes> {
  if (settings.mongodbUrl === undefined && !hasReadModels(settings.dataDir)) return NONE;
  const models = await openReadModels(settings, clock);
  const close = () => models.close();
  try {
    const notes = await new LogOfReadModels(from, models).copying(to);
    const write = async () => ((await notes.write()) ? 'noted' : 'of another log');
    return { seen: notes.seen, write, close };
  } catch (error) {
    await close();
    throw error;
  }
}

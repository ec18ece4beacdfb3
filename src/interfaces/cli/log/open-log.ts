import type { Clock } from '../../../application/ports/clock.js';
import type { EventStore } from '../../../application/ports/event-store.js';
import { openEventStore, openEventStoreForReading } from '../../../engines.js';
import { lockDataDir } from '../../../infrastructure/embedded/data-dir-lock.js';
import { eventLogPath, hasEventLog } from '../../../infrastructure/embedded/event-store/event-log-file.js';
import { readSettings, type Settings, SettingsError } from '../../../settings.js';
import { SETTINGS } from '../../../settings-table.js';
import type { Output } from '../output.js';

/** Where a log can be. */
export const LOG_ENGINES = ['embedded', 'eventstoredb'] as const;
export type LogEngine = (typeof LOG_ENGINES)[number];

export interface TwoLogs {
  readonly from: LogEngine;
  readonly to: LogEngine;
}

/** Which setting says where the log of an engine is. */
export const SETTING_OF: Readonly<Record<LogEngine, string>> = {
  embedded: 'DATA_DIR',
  eventstoredb: 'EVENTSTORE_URL',
};

/** Opening a log that is to be read would make one. */
export class NoLogError extends Error {
  override readonly name = 'NoLogError';
  constructor(path: string) {
    super(`there is no log to read: ${path} is not there, or is empty. Is DATA_DIR the right one?`);
  }
}

/** Looks, and makes nothing. @throws SettingsError, DataDirUnusableError, NoLogError */
export function requireLogs(settings: Settings, { from, to }: TwoLogs, read: readonly LogEngine[]): void {
  if ([from, to].includes('eventstoredb') && settings.eventStoreUrl === undefined)
    throw new SettingsError(`EVENTSTORE_URL is missing: ${SETTINGS.EVENTSTORE_URL.must}`);
  if (read.includes('embedded') && !hasEventLog(settings.dataDir))
    throw new NoLogError(eventLogPath(settings.dataDir));
}

/** The one that is asked for, or the one that the settings name; it is there. @throws SettingsError, DataDirUnusableError, NoLogError */
export function logToRead(settings: Settings, asked: LogEngine | undefined): LogEngine {
  const engine = asked ?? (settings.eventStoreUrl === undefined ? 'embedded' : 'eventstoredb');
  requireLogs(settings, { from: engine, to: engine }, [engine]);
  return engine;
}

export interface OpenedLog {
  readonly store: EventStore;
  close(): Promise<void>;
}

/**
 * The folder is locked as the program itself locks it: neither works while the other one does.
 * @throws DataDirInUseError, DataDirUnusableError, and what the engine throws when it cannot be used
 */
export async function openLog(
  engine: LogEngine,
  settings: Settings,
  clock: Clock,
  warn: (message: string) => void,
): Promise<OpenedLog> {
  const lock = engine === 'embedded' ? lockDataDir(settings.dataDir) : undefined;
  try {
    const eventStoreUrl = engine === 'embedded' ? undefined : settings.eventStoreUrl;
    const store = await openEventStore({ ...settings, eventStoreUrl }, clock, warn);
    const close = async () => {
      await store.close();
      lock?.release();
    };
    return { store, close };
  } catch (error) {
    lock?.release();
    throw error;
  }
}

/** Opens a log for as long as it is used, and keeps the program out of its folder. @throws what `openLog` throws */
export async function withLog<Answer>(
  { settings, clock, output }: Parts,
  engine: LogEngine,
  use: (store: EventStore) => Promise<Answer>,
): Promise<Answer> {
  const log = await openLog(engine, settings, clock, (message) => output.warn(message));
  try {
    return await use(log.store);
  } finally {
    await log.close();
  }
}

/** Opens a log for as long as it is read, beside whatever writes it. @throws what the engine throws when it cannot be used */
export async function withLogRead<Answer>(
  { settings, clock, output }: Parts,
  engine: LogEngine,
  read: (store: EventStore) => Promise<Answer>,
): Promise<Answer> {
  const eventStoreUrl = engine === 'embedded' ? undefined : settings.eventStoreUrl;
  const log = { ...settings, eventStoreUrl };
  const store = await openEventStoreForReading(log, clock, (message) => output.warn(message));
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}

/** The log that a command reads: the one it was told, or the one that the settings name. @throws what `logToRead` and `withLogRead` throw */
export async function withLogAsked<Answer>(
  asked: LogEngine | undefined,
  tools: Omit<Parts, 'settings'>,
  read: (store: EventStore) => Promise<Answer>,
): Promise<Answer> {
  const settings = readSettings(process.env);
  return withLogRead({ settings, ...tools }, logToRead(settings, asked), read);
}

interface Parts {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly output: Pick<Output, 'warn'>;
}

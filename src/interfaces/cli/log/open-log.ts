import type { Clock } from '../../../application/ports/clock.js';
import type { EventStore } from '../../../application/ports/event-store.js';
import { openEventStore } from '../../../engines.js';
import { type Settings, SettingsError } from '../../../settings.js';

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

/** @throws SettingsError, and what the engine throws when it cannot be used */
export function openLog(
  engine: LogEngine,
  settings: Settings,
  clock: Clock,
  warn: (message: string) => void,
): Promise<EventStore> {
  if (engine === 'eventstoredb' && settings.eventStoreUrl === undefined)
    throw new SettingsError('EVENTSTORE_URL is missing: esdb://HOST:PORT or esdb+discover://HOST:PORT');
  const eventStoreUrl = engine === 'embedded' ? undefined : settings.eventStoreUrl;
  return openEventStore({ ...settings, eventStoreUrl }, clock, warn);
}

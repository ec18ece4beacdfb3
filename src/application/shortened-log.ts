import { HOW_TO_DELETE_READ_MODELS } from './log-identity.js';
import type { EventStore, Position } from './ports/event-store.js';
import type { ReadModels } from './ports/read-models.js';

/** The log ends before the read models do: it is not the one, or not all of the one, that they were made from. */
export class LogBehindReadModelsError extends Error {
  override readonly name = 'LogBehindReadModelsError';
  constructor(last: Position, furthest: Position) {
    super(
      `the log ends at position ${String(last)}, and the read models were made from one that reached ${String(furthest)}: ` +
        'restore the newest log. Where that is lost, what came after is lost with it; then ' +
        `${HOW_TO_DELETE_READ_MODELS}. Start again, and compare the payments with those of the provider`,
    );
  }
}

/**
 * What is appended up to where the read models have been would be passed over by all that follows the log.
 * @throws LogBehindReadModelsError
 */
export async function refuseShortenedLog(models: ReadModels, store: EventStore): Promise<void> {
  // In this order: meanwhile other instances append, and follow what they appended.
  const furthest = (await models.furthestCheckpoint()) ?? 0n;
  const last = await store.endPosition();
  if (furthest > last) throw new LogBehindReadModelsError(last, furthest);
}

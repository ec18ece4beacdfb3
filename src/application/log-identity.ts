import type { ShoutoutsEvent } from '../domain/all-events.js';
import { UnknownEventError } from './events/errors.js';
import type { EventCodec } from './events/event-codec.js';
import type { EventStore } from './ports/event-store.js';
import type { ReadModels } from './ports/read-models.js';

/** Under which the read models keep of which log they were made. */
export const LOG_KEY = 'log';

/** The keys of persons may lie beside the read models, and nothing brings them back. */
export const HOW_TO_DELETE_READ_MODELS =
  'delete the read models and the idempotency keys, and nothing beside them: in DATA_DIR read-models.sqlite and ' +
  'idempotency.sqlite, each with its -wal and -shm files; with MONGODB_URL, every collection of its database but subject_keys, ' +
  'master_key_check and formats. Without the keys in subject_keys (in DATA_DIR: subject-keys.sqlite and master.key) what the log ' +
  'has of persons is unreadable for good';

/** What is there was made from another log: following this one, it would mix the two. */
export class ReadModelsOfAnotherLogError extends Error {
  override readonly name = 'ReadModelsOfAnotherLogError';
  /** @param isEmpty the log has no events: more often than another log, it is one that was lost */
  constructor(isEmpty = false) {
    super(
      isEmpty
        ? `${LOG_IS_EMPTY}. Where it is another log that is meant, ${HOW_TO_GO_ON}`
        : `${IS_ANOTHER}: ${HOW_TO_GO_ON}`,
    );
  }
}

const LOG_IS_EMPTY =
  'the log is empty, and the read models were made from one that is not: restore the log from a backup (in DATA_DIR: ' +
  'events.sqlite)';

const IS_ANOTHER = 'the read models were made from another log than this one';

const HOW_TO_GO_ON =
  'name the database of this log in MONGODB_URL, where that is set, or restore the log that belongs to it, or copy that one to this one ' +
  '(`npx shoutouts log copy`, which begins with an empty log, and run again goes on where it was interrupted). Where none of these is to ' +
  `be had, and no other log's program works with them, ${HOW_TO_DELETE_READ_MODELS}. At the next start they are built anew`;

/** The log was begun by something else: following it, or writing into it, would mix the two. */
export class ForeignLogError extends Error {
  override readonly name = 'ForeignLogError';
  constructor(cause: UnknownEventError) {
    super(
      `the log does not begin as this program's do (${cause.message}): name the log of this installation in EVENTSTORE_URL, ` +
        'or an empty one',
      { cause },
    );
  }
}

/** @throws ForeignLogError when its first event is none of this program's, or one of a later release */
export async function requireOwnLog(
  store: EventStore,
  codec: Pick<EventCodec<ShoutoutsEvent>, 'decode'>,
): Promise<void> {
  try {
    await codec.decode(await store.readAll({ limit: 1 }), 'left sealed');
  } catch (error) {
    throw error instanceof UnknownEventError ? new ForeignLogError(error) : error;
  }
}

/**
 * Which log this is, as told by its first event; `undefined` while it is empty. Its id alone says nothing, since the first
 * command is the same everywhere; the moment at which the store recorded it does.
 */
export async function identityOf(store: EventStore): Promise<string | undefined> {
  const [first] = await store.readAll({ limit: 1 });
  return first && `${first.id} recorded at ${first.recordedAt}`;
}

/**
 * Compares the log with the one that the read models were made from; those that were made from none are this one's from now
 * on, once it has begun.
 *
 * @throws ReadModelsOfAnotherLogError
 */
export async function claimReadModels(models: ReadModels, store: EventStore): Promise<void> {
  // In this order: meanwhile another instance may begin the log, and then says whose the read models are.
  const known = await models.getValue(LOG_KEY);
  const identity = await identityOf(store);
  if (known === identity) return;
  if (known !== undefined || identity === undefined)
    throw new ReadModelsOfAnotherLogError(identity === undefined);
  if (await models.setValue(LOG_KEY, identity, undefined)) return;
  // Another instance did so at the same moment.
  if ((await models.getValue(LOG_KEY)) !== identity) throw new ReadModelsOfAnotherLogError();
}

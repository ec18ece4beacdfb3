import { isSealed } from './events/personal-field.js';
import type { EventStore } from './ports/event-store.js';
import type { SubjectKeys } from './ports/subject-keys.js';

/** A log whose persons come later than this is not recognised; the first ones register before there is an order. */
const EVENTS_LOOKED_AT = 1_000;

/** The keys were left behind: all that is personal would look erased, and the same people would get other keys. */
export class KeysOfLogMissingError extends Error {
  override readonly name = 'KeysOfLogMissingError';
  constructor({ place, howToBringThem }: Pick<SubjectKeys, 'place' | 'howToBringThem'>) {
    super(
      `the log has personal data, and there is no key of any person in ${place}: nothing personal could be read, and other keys would ` +
        `be made for the same people. With the program stopped, ${howToBringThem}. Where the keys are lost for good, ` +
        'docs/operations.md ("Moving house") has how to start without them',
    );
  }
}

/**
 * Compares what is known of persons here with what is in the log. Who was erased is known, too: a log of which everybody was
 * erased starts.
 *
 * @throws KeysOfLogMissingError
 */
export async function requireKeysOfLog(store: EventStore, keys: SubjectKeys): Promise<void> {
  if ((await keys.haveAny()) || !(await hasPersonalData(store))) return;
  // Another instance may have made the first key meanwhile. It makes a key before the event, so asking now finds it.
  if (!(await keys.haveAny())) throw new KeysOfLogMissingError(keys);
}

async function hasPersonalData(store: EventStore): Promise<boolean> {
  const events = await store.readAll({ limit: EVENTS_LOOKED_AT });
  return events.some(({ data }) => Object.values(data).some(isSealed));
}

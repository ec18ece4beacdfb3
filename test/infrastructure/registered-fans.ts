import { shoutoutsCodec } from '../../src/application/events/event-codec.js';
import type { EventStore } from '../../src/application/ports/event-store.js';
import type { SubjectKeys } from '../../src/application/ports/subject-keys.js';
import type { FanId } from '../../src/domain/ids.js';
import { happened } from '../application/happened.js';
import { realClock } from '../support/real-clock.js';
import { realRandom } from '../support/real-random.js';

const APPENDED_AT_ONCE = 100;

export const nameOfFan = (n: number): string => `Deniz the ${String(n)}.`;
export const idOfFan = (n: number): FanId =>
  `fan_0192f0c1-1111-7aaa-8bbb-${n.toString(16).padStart(12, '0')}`;

/** So many fans who have registered, each under their own name. */
export async function registerFans(count: number, store: EventStore, keys: SubjectKeys): Promise<void> {
  const codec = shoutoutsCodec(keys);
  const id = realRandom.uuid();
  const context = {
    ...{ commandId: id, $correlationId: id, $causationId: id, at: realClock.now() },
    actor: { role: 'system' as const, id: 'test' },
    source: 'cli' as const,
  };
  const registered = Array.from({ length: count }, (_, n) =>
    happened('FanRegistered', { fanId: idOfFan(n), name: nameOfFan(n) }),
  );
  for (let n = 0; n < count; n += APPENDED_AT_ONCE) {
    const encoded = await codec.encode(registered.slice(n, n + APPENDED_AT_ONCE), context, realRandom);
    await store.append('fans', 'any', encoded);
  }
}

import { recordErased } from '../../domain/erasure/erasure.js';
import type { PersonId } from '../../domain/ids.js';
import { erasures } from '../aggregates.js';
import type { OrdersOfPerson } from './orders-of-person.js';
import type { SubjectKeys } from '../ports/subject-keys.js';
import type { VideoStore } from '../ports/video-store.js';
import type { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { type Cause, stepContext } from '../processes/process.js';

export interface PersonEraserDeps {
  readonly aggregates: AggregatesRuntime;
  readonly keys: SubjectKeys;
  readonly videos: VideoStore;
  /** `undefined` while the read models lag behind the log. */
  readonly ordersOf: (person: PersonId) => Promise<OrdersOfPerson | undefined>;
}

/**
 * Forgets a person once none of their orders is open. The key is destroyed first and `PersonErased`, the proof, written
 * after it: a crash between the two destroys it again, which changes nothing. Once it is destroyed the rest follows, even where an order
 * was opened again meanwhile, by a refund that failed late: nothing brings back what was personal.
 */
export class PersonEraser {
  constructor(private readonly deps: PersonEraserDeps) {}

  async resume(personId: PersonId, cause: Cause): Promise<void> {
    const { aggregates, keys, videos } = this.deps;
    const { state } = await aggregates.load(erasures, personId);
    if (state.status !== 'requested') return;
    const orders = await this.deps.ordersOf(personId);
    if (orders === undefined) return;
    const isBegun = (await keys.keysToDecrypt([personId])).size === 0;
    if (orders.open > 0 && !isBegun) return;
    for (const videoId of orders.videoIds) await videos.delete(videoId);
    await keys.destroy(personId);
    await aggregates.execute(erasures, personId, stepContext('erasure', cause, 'erase'), (erasure, now) =>
      recordErased(erasure, { personId, openOrders: isBegun ? 0 : orders.open, now }),
    );
    aggregates.forgetAll();
  }
}

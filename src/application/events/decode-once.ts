import type { DomainEvent } from '../../domain/event.js';
import type { RecordedEvent } from '../ports/event-store.js';
import type { DecodedEvent } from './decoded-event.js';
import type { EventCodec } from './event-codec.js';

/**
 * Decodes an event once, however many take it: what follows the log side by side is handed the same objects by the
 * store. Nothing is kept longer than the recorded event itself.
 */
export class DecodeOnce<E extends DomainEvent> {
  readonly #decoded = new WeakMap<RecordedEvent, Promise<DecodedEvent<E>>>();

  constructor(private readonly codec: Pick<EventCodec<E>, 'decode'>) {}

  /** @throws what `EventCodec.decode` throws */
  decode(recorded: readonly RecordedEvent[]): Promise<readonly DecodedEvent<E>[]> {
    const fresh = recorded.filter((event) => !this.#decoded.has(event));
    if (fresh.length > 0) this.#begin(fresh);
    return Promise.all(recorded.flatMap((event) => this.#decoded.get(event) ?? []));
  }

  #begin(fresh: readonly RecordedEvent[]): void {
    const decoded = this.codec.decode(fresh);
    for (const [index, event] of fresh.entries())
      this.#decoded.set(
        event,
        decoded.then((all) => all[index] as DecodedEvent<E>),
      );
    // One that cannot be read fails them all: whoever asks again, asks for each by itself.
    decoded.catch(() => fresh.forEach((event) => this.#decoded.delete(event)));
  }
}

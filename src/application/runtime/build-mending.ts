import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { EventCodec } from '../events/event-codec.js';
import type { EventStore } from '../ports/event-store.js';
import type { OfBuilds } from './build-ending.js';
import { backoffMs } from './keep-running.js';
import type { ProjectionFeed } from './projection-feed.js';
import { Refold } from './refold.js';
import type { SetAside } from './set-aside.js';
import { leftOutBy, remade } from './setting-aside.js';

/** What it needs of the projection whose documents it makes anew. */
export interface Mended extends OfBuilds {
  readonly store: EventStore;
  readonly codec: Pick<EventCodec<ShoutoutsEvent>, 'decode'>;
  readonly touching: (ids: readonly string[]) => void;
}

/**
 * Makes documents anew that were set aside, where somebody wants that: from the log, beside the feed; the rest of the log is read while
 * the feed stands still. One build at a time. Whatever keeps it from that, it is tried again.
 */
export class BuildMending {
  #running: Promise<void> | undefined;
  #failures = 0;

  constructor(private readonly deps: Mended) {}

  look(stopping: AbortSignal): void {
    if (this.#running !== undefined || stopping.aborted) return;
    const collection = this.wanted()[0]?.collection;
    if (collection === undefined) return;
    this.#running = this.run(collection, stopping).finally(() => {
      this.#running = undefined;
      this.look(stopping);
    });
  }

  async settled(): Promise<void> {
    await this.#running;
  }

  /** Of what is fed, once that is past what recorded the wish. */
  private wanted(): readonly SetAside[] {
    const { setAside = [] } = this.deps.builds();
    return setAside.filter(({ collection, wanted }) => {
      const position = this.deps.feedOf(collection)?.position;
      return wanted !== undefined && position !== undefined && position >= BigInt(wanted.recordedAt);
    });
  }

  private async run(collection: string, signal: AbortSignal): Promise<void> {
    const { log, clock } = this.deps;
    try {
      await this.mend(collection, signal);
      this.#failures = 0;
    } catch (error) {
      if (!signal.aborted) log.warn('documents not made anew yet', { collection, trouble: String(error) });
      await clock.sleep(backoffMs((this.#failures += 1)), signal);
    }
  }

  private async mend(collection: string, signal: AbortSignal): Promise<void> {
    const { feedOf, inTurn } = this.deps;
    const wanted = this.wanted().filter((each) => each.collection === collection);
    const refold = this.refold(collection, wanted);
    await refold.readTo(feedOf(collection)?.position ?? 0n, signal);
    await inTurn(async () => {
      const feed = feedOf(collection);
      if (feed === undefined || signal.aborted) return;
      await feed.stop();
      await this.finish(feed, wanted, refold, signal);
    });
  }

  private refold(collection: string, wanted: readonly SetAside[]): Refold {
    const { store, codec, projection } = this.deps;
    const { leftOut = [] } = this.deps.builds();
    return new Refold({
      ...{ store, codec, projection, keys: wanted.map(({ key }) => key) },
      leftOut: [...leftOut.filter((each) => each.collection === collection), ...wanted.flatMap(leftOutBy)],
    });
  }

  /** Documents first: until it is stored that they are set aside no more, they are, and are made anew once more. */
  private async finish(
    { collection, position, aside }: ProjectionFeed,
    wanted: readonly SetAside[],
    refold: Refold,
    signal: AbortSignal,
  ): Promise<void> {
    const { models, touching, change, log } = this.deps;
    if (position === undefined || aside === undefined) throw new Error(`${collection} is not fed`);
    await refold.readTo(position, signal);
    if (refold.endsWithErasure) throw new Error('somebody was erased at this very position');
    const all = wanted.map((each) => ({
      // As the feed knows it, with what is wanted now.
      of: { ...each, turn: aside.get(each.key)?.turn ?? -1 },
      notApplied: refold.notApplied(each.key),
    }));
    const writes = refold.writes(position);
    touching(writes.map(({ id }) => id));
    await models.write(collection, writes);
    await change((builds) => remade(builds, all));
    for (const { of, notApplied } of all)
      if (notApplied === undefined) log.info('document made anew', { collection, key: of.key });
      else log.error('document still set aside', { collection, ...notApplied });
  }
}

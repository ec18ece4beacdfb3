import type { ShoutoutsEvent } from '../../domain/all-events.js';
import type { EventCodec } from '../events/event-codec.js';
import { canonicalJson } from '../events/canonical-json.js';
import type { EventStore, JsonObject, Position } from '../ports/event-store.js';
import type { OfBuilds, TroubleOfBuild } from './build-ending.js';
import { backoffMs } from './keep-running.js';
import type { ProjectionFeed } from './projection-feed.js';
import { Refold } from './refold.js';
import type { Anew, MadeAnew, Remade, SetAside } from './set-aside.js';
import { leftOutBy, madeAnew, remade } from './setting-aside.js';

/** What it needs of the projection whose documents it makes anew. */
export interface Mended extends OfBuilds {
  readonly store: EventStore;
  readonly codec: Pick<EventCodec<ShoutoutsEvent>, 'decode'>;
  readonly touching: (ids: readonly string[]) => void;
}

/** What somebody wants of the documents of one build. */
interface Wishes {
  readonly aside: readonly SetAside[];
  readonly anew: readonly Anew[];
}

/**
 * Makes documents anew where somebody wants that, whether they were set aside or not: from the log, beside the feed; the rest of the log
 * is read while the feed stands still. One build at a time. Whatever keeps it from that, it is tried again.
 */
export class BuildMending {
  #running: Promise<void> | undefined;
  #failures = 0;
  #trouble: TroubleOfBuild | undefined;

  constructor(private readonly deps: Mended) {}

  get trouble(): TroubleOfBuild | undefined {
    return this.#trouble;
  }

  look(stopping: AbortSignal): void {
    if (this.#running !== undefined || stopping.aborted) return;
    const { aside, anew } = this.wishes();
    const collection = [...aside, ...anew][0]?.collection;
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
  private wishes(of?: string): Wishes {
    const { setAside = [], anew = [] } = this.deps.builds();
    const isDue = ({ collection, wanted }: SetAside | Anew) => {
      if (of !== undefined && collection !== of) return false;
      const position = this.deps.feedOf(collection)?.position;
      return wanted !== undefined && position !== undefined && position >= BigInt(wanted.recordedAt);
    };
    const open = anew.filter(({ made }) => made === undefined);
    return { aside: setAside.filter(isDue), anew: open.filter(isDue) };
  }

  private async run(collection: string, signal: AbortSignal): Promise<void> {
    const { log, clock } = this.deps;
    try {
      await this.mend(collection, signal);
      this.#failures = 0;
      this.#trouble = undefined;
    } catch (error) {
      const reason = String(error);
      this.#trouble = signal.aborted ? undefined : { collection, reason };
      if (!signal.aborted) log.warn('documents not made anew yet', { collection, trouble: reason });
      await clock.sleep(backoffMs((this.#failures += 1)), signal);
    }
  }

  private async mend(collection: string, signal: AbortSignal): Promise<void> {
    const { feedOf, inTurn } = this.deps;
    const wishes = this.wishes(collection);
    const refold = this.refold(collection, wishes);
    await refold.readTo(feedOf(collection)?.position ?? 0n, signal);
    await inTurn(async () => {
      const feed = feedOf(collection);
      if (feed === undefined || signal.aborted) return;
      await feed.stop();
      await this.finish(feed, wishes, refold, signal);
    });
  }

  private refold(collection: string, { aside, anew }: Wishes): Refold {
    const { store, codec, projection } = this.deps;
    const { leftOut = [] } = this.deps.builds();
    return new Refold({
      ...{ store, codec, projection, keys: [...aside, ...anew].map(({ key }) => key) },
      leftOut: [...leftOut.filter((each) => each.collection === collection), ...aside.flatMap(leftOutBy)],
    });
  }

  /** Documents first: until it is stored that they are made anew, they are wanted, and are made anew once more. */
  private async finish(
    feed: ProjectionFeed,
    { aside, anew }: Wishes,
    refold: Refold,
    signal: AbortSignal,
  ): Promise<void> {
    const { models, touching, change } = this.deps;
    const { collection, position } = feed;
    if (position === undefined) throw new Error(`${collection} is not fed`);
    if (feed.isInBetween) throw new Error(`${collection} stands in the middle of events`);
    await refold.readTo(position, signal);
    const tried = aside.map((each) => ({
      // As the feed knows it, with what is wanted now.
      of: { ...each, turn: feed.aside?.get(each.key)?.turn ?? -1 },
      notApplied: refold.notApplied(each.key),
    }));
    const outcomes = await this.outcomesOf(feed, anew, refold, position);
    const writes = refold
      .writes(position)
      .filter(({ id }) => (outcomes.get(id)?.outcome ?? 'differed') === 'differed');
    touching(writes.map(({ id }) => id));
    await models.write(collection, writes);
    await change((builds) => madeAnew(remade(builds, tried), anew, outcomes));
    this.tell(collection, tried, outcomes);
  }

  /** Of what was not set aside, and how it compares with what is there. */
  private async outcomesOf(
    { collection, aside }: ProjectionFeed,
    anew: readonly Anew[],
    refold: Refold,
    position: Position,
  ): Promise<ReadonlyMap<string, MadeAnew>> {
    const keys = anew.map(({ key }) => key);
    const stored = keys.length === 0 ? [] : await this.deps.models.getMany(collection, keys);
    const end = await this.deps.store.endPosition();
    if (stored.some((each) => each.position > position && each.position <= end))
      throw new Error(`another instance has gone on with ${collection}`);
    const there = new Map(stored.map((each) => [each.id, each]));
    const outcomeOf = (key: string): MadeAnew['outcome'] => {
      const document = there.get(key);
      // Its position is of no event, so that it was written by hand, and what is made from events is never written over it.
      if (document !== undefined && document.position > end) return 'not_made';
      // Of what was set aside meanwhile, it is asked for again, as for all that is.
      const isNotMade = refold.notApplied(key) !== undefined || aside?.get(key) !== undefined;
      return isNotMade ? 'not_made' : compared(document?.doc, refold.made(key));
    };
    return new Map(keys.map((key) => [key, { outcome: outcomeOf(key), position: String(position) }]));
  }

  private tell(collection: string, tried: readonly Remade[], outcomes: ReadonlyMap<string, MadeAnew>): void {
    const { log } = this.deps;
    for (const { of, notApplied } of tried)
      if (notApplied === undefined) log.info('document made anew', { collection, key: of.key });
      else log.error('document still set aside', { collection, ...notApplied });
    for (const [key, { outcome }] of outcomes)
      if (outcome === 'differed') log.warn('document made anew, and it differed', { collection, key });
      else log.info('document looked at anew', { collection, key, outcome });
  }
}

function compared(there: JsonObject | undefined, made: JsonObject | undefined): MadeAnew['outcome'] {
  if (there === undefined && made === undefined) return 'absent';
  if (there === undefined || made === undefined) return 'differed';
  return canonicalJson(there) === canonicalJson(made) ? 'same' : 'differed';
}

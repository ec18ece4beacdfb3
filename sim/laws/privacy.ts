import type { RecordedEvent } from '../../src/application/ports/event-store.js';
import type { World } from '../world/world.js';
import { isOpen, type OrderStory } from './order-story.js';

const MARK = 'secret-of-';

/** Something personal of somebody, which can be told from all that is not, and whose it is. */
export const personal = (words: string, personId: string): string => `${words} ${markOf(personId)}`;

const markOf = (personId: string): string => `${MARK}${personId.slice(-12)}`;

/**
 * What is personal stays with the person: nothing of it is in plain text in the log; it is kept until no order of theirs is open, and
 * after that nothing of it is to be found anywhere.
 */
export class Privacy {
  readonly #erased = new Set<string>();

  constructor(
    private readonly world: World,
    private readonly stories: ReadonlyMap<string, OrderStory>,
  ) {
    world.keyRing.onErased((personId) => this.requireNothingOpen(personId));
  }

  take({ type, data }: RecordedEvent): void {
    if (JSON.stringify(data).includes(MARK))
      this.world.broke(`${type} has in plain text what is personal: ${JSON.stringify(data)}`);
    if (type !== 'PersonErased') return;
    const { personId } = data as { readonly personId: string };
    this.#erased.add(personId);
    // Nothing was open when the key was destroyed; a refund that failed since may have opened an order again.
    if (this.world.keyRing.keys.get(personId) !== 'erased')
      this.world.broke(`${personId}: is called forgotten, and the key is there`);
  }

  checkEnd(): void {
    for (const personId of this.#erased) {
      const mark = markOf(personId);
      for (const { place, text } of this.documents())
        if (text.includes(mark)) this.world.broke(`${personId}: was forgotten, and ${place} has ${text}`);
      for (const { placed, videoId } of this.stories.values())
        if (placed['fanId'] === personId && videoId !== null && this.world.files.has(videoId))
          this.world.broke(`${personId}: was forgotten, and the video ${videoId} is there`);
    }
  }

  private requireNothingOpen(personId: string): void {
    for (const story of this.stories.values()) {
      const { placed, isPaid } = story;
      const isTheirs = placed['fanId'] === personId || placed['creatorId'] === personId;
      // One that is not paid for may be open: it came too late, and lapses.
      if (isTheirs && isPaid && isOpen(story))
        this.world.broke(`${personId}: the key was destroyed while ${placed.orderId} was open`);
    }
  }

  private *documents(): Generator<{ readonly place: string; readonly text: string }> {
    const { collections, remains } = this.world.documents;
    for (const [collection, documents] of collections)
      for (const [id, { doc }] of documents)
        yield { place: `${collection} ${id}`, text: JSON.stringify(doc) };
    for (const doc of remains) yield { place: 'the file of the read models', text: JSON.stringify(doc) };
  }
}

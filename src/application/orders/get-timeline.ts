import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { Actor } from '../events/metadata.js';
import type { Position } from '../ports/event-store.js';
import type { TimelineEntry } from '../projections/order-view.js';
import { ReadModelReader } from '../runtime/read-model-reader.js';
import { describeEvent } from './explanation.js';
import { readVisibleOrder } from './visible-order.js';

export type ToldEntry = TimelineEntry & {
  /** One sentence, said to whoever asks. */
  readonly sentence: string;
};

/** What happened to an order, oldest first; `undefined` for whom there is no such order. */
export class GetTimeline extends Query<readonly ToldEntry[] | undefined> {
  constructor(
    readonly orderId: string,
    readonly actor: Actor,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(GetTimeline)
export class GetTimelineHandler implements IQueryHandler<GetTimeline> {
  constructor(private readonly reader: ReadModelReader) {}

  async execute({ orderId, actor, atLeast }: GetTimeline): Promise<readonly ToldEntry[] | undefined> {
    const visible = await readVisibleOrder(this.reader, orderId, actor, atLeast);
    return visible?.order.timeline.map((entry) => ({
      ...entry,
      sentence: describeEvent(entry.type, visible.seenBy),
    }));
  }
}

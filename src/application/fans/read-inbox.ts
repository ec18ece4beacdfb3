import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { FanId } from '../../domain/ids.js';
import type { Position } from '../ports/event-store.js';
import { fanInbox, type InboxMessage } from '../projections/fan-inbox.js';
import { orders } from '../aggregates.js';
import type { AsOfAsked } from '../reports/as-of.js';
import { type PageRequest, ReadModelReader, type ViewPage } from '../runtime/read-model-reader.js';
import { StreamReader } from '../runtime/stream-reader.js';

/** The videos that were delivered to a fan, newest first. */
export class ListInbox extends Query<ViewPage<InboxMessage>> {
  constructor(
    readonly fanId: FanId,
    readonly page: PageRequest,
    readonly atLeast?: Position,
    /** As it was then, rather than as it is. */
    readonly asOf?: AsOfAsked,
  ) {
    super();
  }
}

@QueryHandler(ListInbox)
export class ListInboxHandler implements IQueryHandler<ListInbox> {
  constructor(
    private readonly reader: ReadModelReader,
    private readonly streams: StreamReader,
  ) {}

  /** @throws AsOfInvalidError */
  async execute({ fanId, page, atLeast, asOf }: ListInbox): Promise<ViewPage<InboxMessage>> {
    if (asOf !== undefined) return this.past(fanId, page, await this.streams.position(asOf));
    return this.reader.find(fanInbox, { ...deliveredTo(fanId), ...page }, atLeast);
  }

  /** What was delivered stays so: the messages of then are among those of now. A page may have fewer than were asked for. */
  private async past(fanId: FanId, page: PageRequest, position: Position): Promise<ViewPage<InboxMessage>> {
    for (let startingAfter = page.startingAfter; ;) {
      const now = await this.reader.find(
        fanInbox,
        { ...deliveredTo(fanId), ...page, startingAfter },
        position,
      );
      const then = await Promise.all(
        now.documents.map(({ orderId }) => this.streams.documentAt(fanInbox, [orders], orderId, position)),
      );
      const documents = then.filter((message) => message?.delivered === true) as readonly InboxMessage[];
      if (documents.length > 0 || now.next === undefined) return { ...now, documents };
      startingAfter = now.next;
    }
  }
}

const deliveredTo = (fanId: FanId) => ({
  filter: { fanId, delivered: true },
  sort: { field: 'deliveredAt', direction: 'desc' } as const,
});

/** Where a message is among all that a fan gets: they compare as the messages follow each other. */
export const placeOf = ({ deliveredAt, orderId }: InboxMessage): string => `${deliveredAt ?? ''}/${orderId}`;

/** Everything that was delivered to a fan after a place, oldest first, however much that is. */
export class ListMissed extends Query<readonly InboxMessage[]> {
  constructor(
    readonly fanId: FanId,
    readonly after: string,
  ) {
    super();
  }
}

@QueryHandler(ListMissed)
export class ListMissedHandler implements IQueryHandler<ListMissed> {
  constructor(private readonly reader: ReadModelReader) {}

  async execute({ fanId, after }: ListMissed): Promise<readonly InboxMessage[]> {
    const [from = ''] = after.split('/');
    const filter = { fanId, delivered: true, deliveredAt: { gte: from } };
    const sort = { field: 'deliveredAt', direction: 'asc' } as const;
    const missed: InboxMessage[] = [];
    for await (const message of this.reader.all(fanInbox, { filter, sort }))
      if (placeOf(message) > after) missed.push(message);
    return missed;
  }
}

/** The message that answers an order; `undefined` until it is delivered, and for everybody but its fan. */
export class GetInboxMessage extends Query<InboxMessage | undefined> {
  constructor(
    readonly orderId: string,
    readonly fanId: FanId,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(GetInboxMessage)
export class GetInboxMessageHandler implements IQueryHandler<GetInboxMessage> {
  constructor(private readonly reader: ReadModelReader) {}

  async execute({ orderId, fanId, atLeast }: GetInboxMessage): Promise<InboxMessage | undefined> {
    const message = await this.reader.get(fanInbox, orderId, atLeast);
    return message?.delivered === true && message.fanId === fanId ? message : undefined;
  }
}

import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { FanId } from '../../domain/ids.js';
import type { Position } from '../ports/event-store.js';
import { fanInbox, type InboxMessage } from '../projections/fan-inbox.js';
import { type PageRequest, ReadModelReader, type ViewPage } from '../runtime/read-model-reader.js';

/** The videos that were delivered to a fan, newest first. */
export class ListInbox extends Query<ViewPage<InboxMessage>> {
  constructor(
    readonly fanId: FanId,
    readonly page: PageRequest,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(ListInbox)
export class ListInboxHandler implements IQueryHandler<ListInbox> {
  constructor(private readonly reader: ReadModelReader) {}

  execute({ fanId, page, atLeast }: ListInbox): Promise<ViewPage<InboxMessage>> {
    const filter = { fanId, delivered: true };
    const sort = { field: 'deliveredAt', direction: 'desc' } as const;
    return this.reader.find(fanInbox, { filter, sort, ...page }, atLeast);
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

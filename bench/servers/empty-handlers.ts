import { CommandHandler, type ICommandHandler, type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { type CreatorListing, creatorListing } from '../../src/application/creators/creator-listing.js';
import { SearchCatalogue } from '../../src/application/creators/search-catalogue.js';
import { ListInbox } from '../../src/application/fans/read-inbox.js';
import { AcceptOrder } from '../../src/application/orders/accept-order.js';
import { GetOrder } from '../../src/application/orders/get-order.js';
import { PlaceOrder, type OrderPlacedOutcome } from '../../src/application/orders/place-order.js';
import { orderDetails, type OrderDetails } from '../../src/application/orders/visible-order.js';
import { catalogue } from '../../src/application/projections/catalogue.js';
import { fanInbox, type InboxMessage } from '../../src/application/projections/fan-inbox.js';
import { orderView } from '../../src/application/projections/order-view.js';
import type { CommandReceipt, CommandOutcome } from '../../src/application/runtime/outcome.js';
import type { ViewPage } from '../../src/application/runtime/read-model-reader.js';
import { makeId } from '../../src/domain/ids.js';
import { instant } from '../../src/domain/time.js';
import { orderStory } from '../seed/order-story.js';
import { creatorEvents } from '../seed/people.js';
import { documentOf } from './document-of.js';

// Handlers that do nothing: what they answer is as large as what the real ones answer.

const PAGE = 20;
const TAKEN: CommandReceipt = { revision: 2n, position: 123_456n };
const now = instant(Date.now());
const pageOf = <View>(view: View): ViewPage<View> => ({
  documents: Array.from({ length: PAGE }, () => view),
  next: 'WyIyMDI2LTExLTIzVDA5OjMwOjAwLjAwMFoiXQ',
});

const ORDER = orderDetails(documentOf(orderView, orderStory('delivered', 0, now)), 'fan');
const LISTINGS = pageOf(creatorListing(documentOf(catalogue, creatorEvents(0, now))));
const MESSAGES = pageOf(documentOf(fanInbox, orderStory('delivered', 0, now)));

@CommandHandler(PlaceOrder)
class EmptyPlaceOrder implements ICommandHandler<PlaceOrder> {
  execute({ context }: PlaceOrder): Promise<OrderPlacedOutcome> {
    return Promise.resolve({ ...TAKEN, orderId: makeId('ord', context.commandId) });
  }
}

@CommandHandler(AcceptOrder)
class EmptyAcceptOrder implements ICommandHandler<AcceptOrder> {
  execute(): Promise<CommandOutcome> {
    return Promise.resolve(TAKEN);
  }
}

@QueryHandler(GetOrder)
class EmptyGetOrder implements IQueryHandler<GetOrder> {
  execute(): Promise<OrderDetails | undefined> {
    return Promise.resolve(ORDER);
  }
}

@QueryHandler(SearchCatalogue)
class EmptySearchCatalogue implements IQueryHandler<SearchCatalogue> {
  execute(): Promise<ViewPage<CreatorListing>> {
    return Promise.resolve(LISTINGS);
  }
}

@QueryHandler(ListInbox)
class EmptyListInbox implements IQueryHandler<ListInbox> {
  execute(): Promise<ViewPage<InboxMessage>> {
    return Promise.resolve(MESSAGES);
  }
}

export const EMPTY_HANDLERS = [
  EmptyPlaceOrder,
  EmptyAcceptOrder,
  EmptyGetOrder,
  EmptySearchCatalogue,
  EmptyListInbox,
];

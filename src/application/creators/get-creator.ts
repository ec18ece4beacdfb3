import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { CreatorId } from '../../domain/ids.js';
import type { Position } from '../ports/event-store.js';
import { catalogue } from '../projections/catalogue.js';
import { creatorRequests } from '../projections/creator-requests.js';
import { ReadModelReader } from '../runtime/read-model-reader.js';
import { type CreatorListing, creatorListing } from './creator-listing.js';

export type CreatorProfile = CreatorListing & {
  readonly record: {
    readonly delivered: number;
    /** Orders that were accepted, and expired without a video (product.md). */
    readonly missed: number;
  };
};

/** A creator and how reliable they are, for everybody; `undefined` also for who was erased. */
export class GetCreator extends Query<CreatorProfile | undefined> {
  constructor(
    readonly creatorId: CreatorId,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(GetCreator)
export class GetCreatorHandler implements IQueryHandler<GetCreator> {
  constructor(private readonly reader: ReadModelReader) {}

  async execute({ creatorId, atLeast }: GetCreator): Promise<CreatorProfile | undefined> {
    const entry = await this.reader.get(catalogue, creatorId, atLeast);
    if (entry === undefined) return undefined;
    const [delivered, missed] = await Promise.all([
      this.reader.count(creatorRequests, { creatorId, state: 'delivered' }, atLeast),
      this.reader.count(creatorRequests, { creatorId, closedBy: 'DeliveryExpired' }, atLeast),
    ]);
    return { ...creatorListing(entry), record: { delivered, missed } };
  }
}

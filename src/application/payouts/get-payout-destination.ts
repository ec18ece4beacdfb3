import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { PayoutDestination } from '../../domain/creator/creator.js';
import type { CreatorId } from '../../domain/ids.js';
import { creators } from '../aggregates.js';
import type { Actor } from '../events/metadata.js';
import { AggregatesRuntime } from '../runtime/aggregates-runtime.js';
import { isStaff } from '../staff.js';

/** Where a creator is paid out now, from their own stream; `undefined` for whoever may not see it. */
export class GetPayoutDestination extends Query<PayoutDestination | undefined> {
  constructor(
    readonly actor: Actor,
    readonly creatorId: CreatorId,
  ) {
    super();
  }
}

@QueryHandler(GetPayoutDestination)
export class GetPayoutDestinationHandler implements IQueryHandler<GetPayoutDestination> {
  constructor(private readonly aggregates: AggregatesRuntime) {}

  async execute({ actor, creatorId }: GetPayoutDestination): Promise<PayoutDestination | undefined> {
    if (actor.id !== creatorId && !isStaff(actor)) return undefined;
    const { state: creator } = await this.aggregates.load(creators, creatorId);
    return creator.status === 'unknown' ? undefined : creator.destinations.at(-1);
  }
}

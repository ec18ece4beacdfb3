import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { FanId } from '../../domain/ids.js';
import type { Actor } from '../events/metadata.js';
import type { Position } from '../ports/event-store.js';
import { fanProfiles, type FanProfile } from '../projections/fan-profiles.js';
import { ReadModelReader } from '../runtime/read-model-reader.js';

/** A fan's own profile: nobody else has one to look at. */
export class GetFan extends Query<FanProfile | undefined> {
  constructor(
    readonly fanId: FanId,
    readonly actor: Actor,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(GetFan)
export class GetFanHandler implements IQueryHandler<GetFan> {
  constructor(private readonly reader: ReadModelReader) {}

  async execute({ fanId, actor, atLeast }: GetFan): Promise<FanProfile | undefined> {
    return actor.id === fanId ? this.reader.get(fanProfiles, fanId, atLeast) : undefined;
  }
}

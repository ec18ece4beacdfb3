import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import type { PersonId } from '../../domain/ids.js';
import type { Position } from '../ports/event-store.js';
import { erasureView, type ErasureView } from '../projections/erasures.js';
import { ReadModelReader } from '../runtime/read-model-reader.js';

/** How far one's own erasure is; `undefined` for who never asked for it. */
export class GetErasure extends Query<ErasureView | undefined> {
  constructor(
    readonly personId: PersonId,
    readonly atLeast?: Position,
  ) {
    super();
  }
}

@QueryHandler(GetErasure)
export class GetErasureHandler implements IQueryHandler<GetErasure> {
  constructor(private readonly reader: ReadModelReader) {}

  execute({ personId, atLeast }: GetErasure): Promise<ErasureView | undefined> {
    return this.reader.get(erasureView, personId, atLeast);
  }
}

import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { GetErasure } from '../../../application/erasure/get-erasure.js';
import type { Actor } from '../../../application/events/metadata.js';
import type { PersonId } from '../../../domain/ids.js';
import { SeenPosition } from '../http/seen-position.js';
import { Allow } from '../identity/allow.js';
import { CurrentActor } from '../identity/caller.js';
import { Problems } from '../openapi/problems.js';
import { orNotFound } from '../shared/found.js';
import { bodyOf } from '../shared/snake-case.js';
import { ErasureDto } from './erasure-view.dto.js';

@ApiTags('erasures')
@Controller('v1/erasures')
export class ErasureQueriesController {
  constructor(private readonly queries: QueryBus) {}

  @Get('me')
  @Allow('fan', 'creator')
  @Problems('not_found')
  @ApiOperation({ summary: 'How far the erasure of the one who asks is' })
  @ApiOkResponse({ type: ErasureDto })
  async me(@CurrentActor() actor: Actor, @SeenPosition() seen: bigint | undefined) {
    // A fan's or creator's actor id is their person id.
    const found = await this.queries.execute(new GetErasure(actor.id as PersonId, seen));
    return bodyOf(orNotFound(found, 'not_found', 'no erasure has been asked for'));
  }
}
